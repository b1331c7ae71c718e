using System.Net;
using MySqlConnector;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.MySql;

/// <summary>TLS of the connections that the proxy makes for itself with the driver.</summary>
internal static class DriverTls
{
    public static MySqlSslMode ModeOf(ServerTlsMode mode, string host) => mode switch
    {
        ServerTlsMode.Disabled => MySqlSslMode.Disabled,
        ServerTlsMode.Preferred => IsLoopback(host) ? MySqlSslMode.Disabled : MySqlSslMode.Preferred,
        ServerTlsMode.Required => MySqlSslMode.Required,
        ServerTlsMode.VerifyCa => MySqlSslMode.VerifyCA,
        _ => MySqlSslMode.VerifyFull,
    };

    private static bool IsLoopback(string host) =>
        host == "localhost" || host.StartsWith('/') || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));
}
