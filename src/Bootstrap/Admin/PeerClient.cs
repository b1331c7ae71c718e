using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Handlers.Cancellation;
using SceNettyProxy.Tenancy.Cluster;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Admin;

/// <summary>Asks the other proxies by their admin ports. Any thread.</summary>
internal sealed class PeerClient : IPeerKills, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(2);

    private readonly IMembership membership;
    private readonly Live<AdminOptions> options;
    private readonly ILogger logger;
    private readonly HttpClient http = new(new SocketsHttpHandler { ConnectTimeout = ConnectLimit, UseProxy = false })
    {
        Timeout = Limit,
    };

    /// <param name="membership">Who the others are.</param>
    /// <param name="options">The secret; followed live.</param>
    /// <param name="logger">Told what could not be passed on.</param>
    public PeerClient(IMembership membership, Live<AdminOptions> options, ILogger logger)
    {
        this.membership = membership;
        this.options = options;
        this.logger = logger;
    }

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

    public void Dispose() => http.Dispose();

    private async Task<SceError?> PassOnAsync(ProxyMember member, KillOrder order)
    {
        string reason;
        if (member.AdminAddress is not { } address)
        {
            reason = "it has no admin port";
        }
        else if (options.Value.Secret is not { Length: > 0 } secret)
        {
            reason = "admin.secret is not set";
        }
        else
        {
            try
            {
                using HttpRequestMessage request = new(HttpMethod.Post, $"http://{address}/kill")
                {
                    Content = JsonContent.Create(order),
                };
                request.Headers.Authorization = new AuthenticationHeaderValue(AdminSecret.Scheme, secret);
                using HttpResponseMessage response = await http.SendAsync(request).ConfigureAwait(false);
                response.EnsureSuccessStatusCode();
                return await response.Content.ReadFromJsonAsync<SceError?>().ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException
                or UriFormatException or FormatException or InvalidOperationException or ObjectDisposedException)
            {
                reason = e.Message;
            }
        }

        AdminLog.NotPassedOn(logger, member.Name, reason);
        return ServerErrors.NotPassedOn("KILL", member.Name);
    }
}
