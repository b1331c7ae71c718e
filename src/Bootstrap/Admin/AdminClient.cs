using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using SceNettyProxy.Handlers.Cancellation;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Bootstrap.Admin;

/// <summary>Asks the admin ports of proxies. Any thread.</summary>
internal sealed class AdminClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(2);

    private readonly HttpClient http = new(new SocketsHttpHandler { ConnectTimeout = ConnectLimit, UseProxy = false })
    {
        Timeout = Limit,
    };

    /// <summary>Has a proxy do what a KILL says.</summary>
    /// <param name="address"><c>host:port</c> of its admin port.</param>
    /// <param name="secret">See <c>admin.secret</c>.</param>
    /// <returns>What the killer is told: null for OK.</returns>
    /// <exception cref="AdminException">It could not be asked, or did not answer.</exception>
    public Task<SceError?> KillAsync(string address, string secret, KillOrder order) =>
        SendAsync<SceError?>(HttpMethod.Post, address, "kill", secret, JsonContent.Create(order));

    /// <summary>What a proxy holds.</summary>
    /// <inheritdoc cref="KillAsync"/>
    public async Task<ProxyStatus> StatusAsync(string address, string secret) =>
        await SendAsync<ProxyStatus>(HttpMethod.Get, address, "status", secret, null).ConfigureAwait(false)
            ?? throw new AdminException("it answers without a status");

    public void Dispose() => http.Dispose();

    private async Task<T?> SendAsync<T>(HttpMethod method, string address, string path, string secret, HttpContent? content)
    {
        if (secret.Length == 0)
            throw new AdminException("admin.secret is not set");
        try
        {
            using HttpRequestMessage request = new(method, $"http://{address}/{path}") { Content = content };
            request.Headers.Authorization = new AuthenticationHeaderValue(AdminSecret.Scheme, secret);
            using HttpResponseMessage response = await http.SendAsync(request).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.Unauthorized)
                throw new AdminException("it has another admin.secret");
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<T>().ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException
            or FormatException or InvalidOperationException or ObjectDisposedException)
        {
            throw new AdminException(e.Message, e);
        }
    }
}
