using System.Net.Sockets;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>What a client is told of each way in which a login to a server can fail.</summary>
internal static class BackendFailures
{
    private const ushort AccessDenied = 1045;
    private const ushort AccessDeniedToDatabase = 1044;
    private const ushort AccessDeniedNoPassword = 1698;
    private const ushort UnknownDatabase = 1049;

    /// <summary>The connect failed: refused, unreachable, unknown host, or too slow.</summary>
    public static BackendFailure Connect(ProxyServices services, BackendTarget target, Exception? cause) =>
        cause is ConnectTimeoutException or TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut }
            ? Timeout(services)
            : new BackendFailure(BackendStage.Connect, services.Errors.CannotConnect(target.Endpoint.ToString()));

    public static BackendFailure Timeout(ProxyServices services) =>
        new(BackendStage.Connect, services.Errors.ConnectTimeout);

    /// <summary>The server hung up during the login.</summary>
    public static BackendFailure Lost(ProxyServices services, BackendTarget target) =>
        new(BackendStage.Login, services.Errors.CannotConnect(target.Endpoint.ToString()));

    /// <summary>The server answered the login with an error.</summary>
    public static BackendFailure Refused(ProxyServices services, ErrPayload error) => new(
        BackendStage.Login,
        error.Code switch
        {
            AccessDenied or AccessDeniedToDatabase or AccessDeniedNoPassword => services.Errors.ConnectServerFailed,
            UnknownDatabase => new SceError(error.Code, "42000", error.Message),
            _ => new SceError(error.Code, error.SqlState, error.Message),
        });

    /// <summary>The proxy and the server cannot agree on a way to log in.</summary>
    public static BackendFailure Unsupported(ProxyServices services) =>
        new(BackendStage.Login, services.Errors.ConnectServerFailed);

    /// <summary>The server lacks what the greeting promised to the client.</summary>
    public static BackendFailure MissingCapabilities(
        BackendTarget target, CapabilityFlags missing, MariaDbCapabilities missingMariaDb)
    {
        string names = missingMariaDb == 0 ? $"{missing}" : missing == 0 ? $"{missingMariaDb}" : $"{missing}, {missingMariaDb}";
        return new BackendFailure(
            BackendStage.Capabilities,
            new SceError(1235, "42000", $"The server '{target.Endpoint}' does not offer {names}, which this session was promised"));
    }
}
