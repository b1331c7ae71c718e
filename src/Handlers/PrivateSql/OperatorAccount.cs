using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.PrivateSql;

/// <summary>
/// The operator's account as a login sees it: the only user of a database that is in no registry and on no server. Any
/// thread.
/// </summary>
internal sealed class OperatorAccount
{
    /// <summary>The name of that database; a login may leave it out.</summary>
    public const string Database = "sce";

    private volatile LoginCandidate? candidate;

    public OperatorAccount(Live<AdminOptions> options)
    {
        Apply(options.Value);
        options.Changed += Apply;
    }

    /// <summary>What a login means that names this user and, perhaps, this database; null where it is not the operator's.</summary>
    public LoginCandidate? Find(string user, string? database) =>
        candidate is { } found && found.Definition.Users[0].Name == user && database is null or "" or Database ? found : null;

    private void Apply(AdminOptions options) => candidate = options.User.Length == 0 ? null : CandidateOf(options);

    private static LoginCandidate CandidateOf(AdminOptions options)
    {
        var definition = new DatabaseDefinition
        {
            Name = Database,
            Users = [new UserDefinition { Name = options.User, Password = options.Password }],
            ServerUser = "",
            ServerPassword = null,
            Schema = Database,
            Primary = default,
            AuthedIps = options.AuthedIps,
        };
        return new LoginCandidate(Tenant.Detached(definition), definition, Database, IsOperator: true);
    }
}
