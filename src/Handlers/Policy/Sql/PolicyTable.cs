using System.Collections.Frozen;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Policy.Sql;

/// <summary>The rules of every policy in force, by name. Any thread.</summary>
internal sealed class PolicyTable
{
    private static readonly SqlPolicyRules Nothing = new(SqlPolicies.Nothing);

    private readonly Live<SqlPolicies> policies;
    private volatile Version current;

    public PolicyTable(Live<SqlPolicies> policies)
    {
        this.policies = policies;
        current = new Version(policies.Value, null);
    }

    /// <summary>The rules of the policy that a database names; none of that name lets nothing pass.</summary>
    public SqlPolicyRules Find(string name)
    {
        Version version = current;
        if (version.Policies != policies.Value)
            current = version = new Version(policies.Value, version);
        return version.Rules.GetValueOrDefault(name, Nothing);
    }

    /// <summary>Policies that a change left as they were keep their rules, so that nothing is judged again in vain.</summary>
    private sealed class Version(SqlPolicies policies, Version? before)
    {
        public SqlPolicies Policies { get; } = policies;

        public FrozenDictionary<string, SqlPolicyRules> Rules { get; } = policies.Names.ToFrozenDictionary(
            static name => name,
            name =>
            {
                SqlPolicyDefinition definition = policies.Find(name)!;
                return before?.Rules.GetValueOrDefault(name) is { } known && known.Definition == definition
                    ? known
                    : new SqlPolicyRules(definition);
            },
            StringComparer.Ordinal);
    }
}
