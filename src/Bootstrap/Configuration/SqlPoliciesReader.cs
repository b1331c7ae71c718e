using SceNettyProxy.Handlers.Policy.Sql;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Reads <c>policy</c>: policies of one's own by their names. What a policy leaves out it has from its base.</summary>
internal static class SqlPoliciesReader
{
    private const long MaxLength = 1L << 30;

    public static SqlPolicies Read(SectionReader reader)
    {
        List<SqlPolicyDefinition> policies = [];
        foreach (string name in reader.Names())
        {
            if (SqlPolicies.FindBuiltIn(name) is not null)
                reader.Fail(name, "is the name of a built-in policy");
            policies.Add(ReadOne(name, reader.Section(name)));
        }

        return policies.Count == 0
            ? SqlPolicies.BuiltIn
            : new SqlPolicies([.. policies.OrderBy(policy => policy.Name, StringComparer.Ordinal)]);
    }

    private static SqlPolicyDefinition ReadOne(string name, SectionReader reader)
    {
        SqlPolicyDefinition policy = ReadBase(reader);
        policy = policy with
        {
            Name = name,
            Statements = ReadNames(reader, "statements", policy.Statements, ReadStatement),
            Tables = ReadNames(reader, "tables", policy.Tables, ReadName),
            Functions = ReadNames(reader, "functions", policy.Functions, ReadName),
            RequireWhere = reader.Flag("requireWhere", policy.RequireWhere),
            MaxLength = reader.Bytes("maxLength", policy.MaxLength, 0, MaxLength),
            Engines = reader.Texts("engines") is { } engines ? [.. engines] : policy.Engines,
            MultiStatements = reader.Flag("multiStatements", policy.MultiStatements),
            SessionStatements = reader.Flag("sessionStatements", policy.SessionStatements),
            IntoOutfile = reader.Flag("intoOutfile", policy.IntoOutfile),
            Commands = ReadCommands(reader, policy.Commands),
        };
        reader.Finish();
        return policy;
    }

    private static SqlPolicyDefinition ReadBase(SectionReader reader)
    {
        string name = reader.Text("base", SqlPolicies.Standard.Name);
        if (name == SqlPolicies.Open.Name)
            return SqlPolicies.Open;
        if (SqlPolicies.FindBuiltIn(name) is { IsTransparent: false } policy)
            return policy;
        reader.Fail("base", "must be standard, internal or open");
        return SqlPolicies.Standard;
    }

    /// <summary>A list that is there takes the place of that of the base.</summary>
    private static NameRules ReadNames(
        SectionReader parent, string key, NameRules fallback, Func<SectionReader, string, string, string> readOne)
    {
        SectionReader reader = parent.Section(key);
        EquatableArray<string> ReadList(string list, EquatableArray<string> otherwise) => reader.Texts(list) is { } texts
            ? [.. texts.Select((text, i) => readOne(reader, $"{list}[{i}]", text))]
            : otherwise;

        NameRules rules = new(ReadList("allow", fallback.Allow), ReadList("deny", fallback.Deny));
        reader.Finish();
        return rules;
    }

    private static string ReadName(SectionReader reader, string key, string text)
    {
        if (text.Length == 0)
            reader.Fail(key, "must not be empty");
        return text;
    }

    private static string ReadStatement(SectionReader reader, string key, string text)
    {
        string name = string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();
        if (name == "start transaction")
            name = "begin";
        if (!StatementNames.IsKnown(name))
            reader.Fail(key, $"\"{text}\" is no statement; docs/operations.md lists them");
        return name;
    }

    private static PolicyCommands ReadCommands(SectionReader reader, PolicyCommands fallback)
    {
        if (reader.Texts("commands") is not { } names)
            return fallback;
        PolicyCommands commands = PolicyCommands.None;
        for (int i = 0; i < names.Count; i++)
        {
            if (SettingName.TryParse(names[i], out PolicyCommands command) && command != PolicyCommands.None)
                commands |= command;
            else
                reader.Fail($"commands[{i}]", "must be refresh, shutdown or debug");
        }

        return commands;
    }
}
