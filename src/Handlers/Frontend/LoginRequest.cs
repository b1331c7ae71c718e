using System.Net;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// A login on its way through the filters: goes through the pipeline behind the greeting. More than one candidate stands
/// for a login that named no database; the password decides among them. None stands for one that fits no entry, which goes on
/// so that the client does not learn it before the password was asked for.
/// </summary>
/// <param name="Response">What the client sent.</param>
/// <param name="Candidates">The entries, each with its definition as it was found.</param>
/// <param name="Fallback">What the client is told when none of several candidates fits; null for a single one.</param>
internal sealed record LoginRequest(
    HandshakeResponse41 Response,
    IReadOnlyList<LoginCandidate> Candidates,
    Tenancy.Errors.SceError? Fallback);

/// <param name="Tenant">The live record.</param>
/// <param name="Definition">Its definition when the login came.</param>
/// <param name="Schema">The schema that will be current.</param>
/// <param name="IsOperator">The operator's account, not a database.</param>
internal sealed record LoginCandidate(
    Tenant Tenant, DatabaseDefinition Definition, string Schema, bool IsOperator = false)
{
    /// <summary>Whether a client of that address may log in.</summary>
    /// <param name="everywhere">The addresses that may log in to every database.</param>
    public bool Admits(IPAddress address, AddressList everywhere) =>
        Definition.AuthedIps.Contains(address) || (!IsOperator && everywhere.Contains(address));
}
