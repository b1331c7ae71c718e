using Microsoft.Extensions.Logging;
using SceNettyProxy.Handlers.Cancellation;
using SceNettyProxy.Tenancy.Cluster;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Admin;

/// <summary>Passes a KILL on to the other proxies, by their admin ports. Any thread.</summary>
/// <param name="membership">Who the others are.</param>
/// <param name="options">The secret; followed live.</param>
/// <param name="logger">Told what could not be passed on.</param>
internal sealed class PeerClient(IMembership membership, Live<AdminOptions> options, ILogger logger) : IPeerKills, IDisposable
{
    private readonly AdminClient client = new();

    public Task<SceError?> KillAsync(int node, KillOrder order)
    {
        foreach (ProxyMember member in membership.Members)
        {
            if (member.Node == node && member.Name != membership.Self.Name)
                return PassOnAsync(member, order);
        }

        return Task.FromResult<SceError?>(ServerErrors.UnknownThread(order.Id ?? 0));
    }

    public async Task<SceError?> KillEverywhereAsync(KillOrder order)
    {
        SceError?[] answers = await Task.WhenAll(membership.Members
            .Where(member => member.Name != membership.Self.Name)
            .Select(member => PassOnAsync(member, order))).ConfigureAwait(false);
        return answers.FirstOrDefault(answer => answer is not null);
    }

    public void Dispose() => client.Dispose();

    private async Task<SceError?> PassOnAsync(ProxyMember member, KillOrder order)
    {
        try
        {
            return await client.KillAsync(
                member.AdminAddress ?? throw new AdminException("it has no admin port"), options.Value.Secret, order)
                .ConfigureAwait(false);
        }
        catch (AdminException e)
        {
            AdminLog.NotPassedOn(logger, member.Name, e.Message);
            return ServerErrors.NotPassedOn("KILL", member.Name);
        }
    }
}
