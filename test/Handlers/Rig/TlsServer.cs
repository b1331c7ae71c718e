using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using DotNetty.Buffers;
using SceNettyProxy.Handlers.Tls;

namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>The server's end of TLS over a <see cref="ServerConnection"/>; it runs while bytes are handed to it.</summary>
internal sealed class TlsServer : IDisposable
{
    private readonly List<byte> outgoing = [];
    private readonly Action<byte[]> send;
    private readonly Action<byte[]> received;
    private readonly RecordStream network;
    private readonly SslStream tls;
    private readonly Task served;

    /// <param name="send">Takes bytes for the proxy.</param>
    /// <param name="received">Takes what the proxy has said inside TLS.</param>
    public TlsServer(X509Certificate2 certificate, Action<byte[]> send, Action<byte[]> received)
    {
        this.send = send;
        this.received = received;
        network = new RecordStream(bytes => outgoing.AddRange(bytes));
        tls = new SslStream(network);
        served = ServeAsync(certificate);
        Tasks.Observe(served);
    }

    /// <summary>Why it has ended; null while it runs, and behind an end that is none of its own.</summary>
    public Exception? Failure => served.Exception?.GetBaseException();

    /// <summary>The subject of the certificate that the proxy has shown; null for none.</summary>
    public string? ClientName => tls.RemoteCertificate?.Subject;

    /// <summary>The proxy has sent this.</summary>
    public void Receive(byte[] bytes)
    {
        network.Append(Unpooled.WrappedBuffer(bytes));
        if (outgoing.Count > 0)
            send(TakeOutgoing());
    }

    /// <summary>Bytes in TLS records, which are not sent yet.</summary>
    public byte[] Encrypt(params ReadOnlySpan<byte> bytes)
    {
        tls.Write(bytes);
        return TakeOutgoing();
    }

    /// <summary>A close_notify, which is not sent yet.</summary>
    public byte[] CloseNotify()
    {
        tls.ShutdownAsync().GetAwaiter().GetResult();
        return TakeOutgoing();
    }

    public void Dispose()
    {
        network.End();
        tls.Dispose();
    }

    private async Task ServeAsync(X509Certificate2 certificate)
    {
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = certificate,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        });
        byte[] room = new byte[64 * 1024];
        while (await tls.ReadAsync(room) is int count and > 0)
            received(room[..count]);
    }

    private byte[] TakeOutgoing()
    {
        byte[] taken = [.. outgoing];
        outgoing.Clear();
        return taken;
    }
}
