using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Encryption;

/// <summary>A client that asks for TLS packet by packet. Reads end after 15 s.</summary>
internal sealed class RawTlsClient : IDisposable
{
    private const uint Ssl = 0x800;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly TcpClient tcp;

    private RawTlsClient(TcpClient tcp, RawGreeting greeting)
    {
        this.tcp = tcp;
        this.Greeting = greeting;
    }

    public RawGreeting Greeting { get; }

    public NetworkStream Plain => this.tcp.GetStream();

    public SslStream Tls { get; private set; } = null!;

    /// <summary>All certificates that the server has sent.</summary>
    public List<X509Certificate2> Shown { get; } = [];

    /// <summary>Connects and reads the greeting.</summary>
    public static async Task<RawTlsClient> ConnectAsync(int port)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        var packet = await ReadAsync(tcp.GetStream());
        return new RawTlsClient(tcp, RawGreeting.Parse(packet.Payload));
    }

    /// <summary>Connects, and begins TLS.</summary>
    public static async Task<RawTlsClient> OpenAsync(
        int port, SslProtocols protocols = SslProtocols.None, X509Certificate2? certificate = null)
    {
        var client = await ConnectAsync(port);
        await client.Plain.WriteAsync(Request());
        await client.BeginTlsAsync(protocols, certificate);
        return client;
    }

    /// <summary>The SSLRequest packet.</summary>
    public static byte[] Request() => RawMySqlClient.Frame(
        1, [.. BitConverter.GetBytes(RawLogin.DefaultCapabilities | Ssl), 0, 0, 0, 1, 45, .. new byte[23]]);

    public async Task BeginTlsAsync(SslProtocols protocols = SslProtocols.None, X509Certificate2? certificate = null)
    {
        this.Tls = new SslStream(this.Plain, leaveInnerStreamOpen: true);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = protocols,
            AllowTlsResume = false,
            RemoteCertificateValidationCallback = (_, _, chain, _) =>
            {
                foreach (var element in chain!.ChainElements.Select(element => element.Certificate).Concat(chain.ChainPolicy.ExtraStore))
                    this.Shown.Add(X509CertificateLoader.LoadCertificate(element.RawData));
                return true;
            },
        };
        if (certificate is not null)
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, [], offline: true);
        using var limit = new CancellationTokenSource(Deadline);
        await this.Tls.AuthenticateAsClientAsync(options, limit.Token);
    }

    /// <summary>Logs in inside TLS and returns the answer.</summary>
    public async Task<RawPacket> LoginAsync(string password = MariaDbCluster.Password)
    {
        await this.Tls.WriteAsync(RawMySqlClient.Frame(
            2,
            RawLogin.Build(MariaDbCluster.User, password, MariaDbCluster.Schema, this.Greeting.Scramble, RawLogin.DefaultCapabilities | Ssl)));
        return await this.ReadPacketAsync();
    }

    public async Task<RawPacket> PingAsync()
    {
        await this.Tls.WriteAsync(RawMySqlClient.Frame(0, [0x0E]));
        return await this.ReadPacketAsync();
    }

    public Task<RawPacket> ReadPacketAsync() => ReadAsync(this.Tls);

    /// <summary>True when the other side closes within the deadline.</summary>
    public async Task<bool> WaitForCloseAsync()
    {
        using var limit = new CancellationTokenSource(Deadline);
        var buffer = new byte[4096];
        try
        {
            while (await this.Plain.ReadAsync(buffer, limit.Token) > 0)
            {
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        this.Tls?.Dispose();
        this.tcp.Dispose();
    }

    private static async Task<RawPacket> ReadAsync(Stream stream)
    {
        using var limit = new CancellationTokenSource(Deadline);
        var header = new byte[4];
        await stream.ReadExactlyAsync(header, limit.Token);
        var payload = new byte[header[0] | header[1] << 8 | header[2] << 16];
        await stream.ReadExactlyAsync(payload, limit.Token);
        return new RawPacket(header[3], payload);
    }
}
