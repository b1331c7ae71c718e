using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Handlers.PrivateSql;

/// <summary>One run of a <see cref="PrivateStatement"/>.</summary>
/// <param name="Services">What the sessions share.</param>
/// <param name="Session">Who asks.</param>
/// <param name="Argument">What stands behind the words, as <see cref="PrivateStatements.Find"/> gives it.</param>
/// <param name="Result">Takes the rows.</param>
internal sealed record PrivateCall(ProxyServices Services, ProxySession Session, string Argument, ResultTable Result)
{
    /// <summary>
    /// What the answer has to wait for, where the statement is not done when it returns: ends on any thread, with the rows
    /// in <see cref="Result"/> or with what went wrong.
    /// </summary>
    public Task<SceError?>? Pending { get; set; }

    /// <summary>The databases that the session may see, in the order of their names: all for an operator, else its own.</summary>
    public IEnumerable<Tenant> Tenants => Session.IsOperator
        ? Services.Registry.Tenants.OrderBy(static tenant => tenant.Name, StringComparer.Ordinal)
        : [Session.Tenant];

    /// <summary>The logged-in sessions that the session may see, in the order of their ids.</summary>
    public IEnumerable<ProxySession> Sessions => Services.Sessions.All
        .Where(other => other.IsAuthenticated && (Session.IsOperator || other.Tenant == Session.Tenant))
        .OrderBy(static other => other.ConnectionId);
}
