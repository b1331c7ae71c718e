using System.Net.Security;
using System.Security.Authentication;
using DotNetty.Buffers;
using SceNettyProxy.Handlers.Tls;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>The client's end of TLS over a <see cref="TestClient"/>.</summary>
internal sealed class TlsClient : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly ProxyRig rig;
    private readonly List<byte> outgoing = [];
    private readonly List<byte> received = [];
    private readonly byte[] room = new byte[64 * 1024];
    private readonly RecordStream network;
    private readonly SslStream tls;
    private Task? handshake;
    private Task<int>? reading;

    public TlsClient(ProxyRig rig, TestClient plain)
    {
        this.rig = rig;
        Plain = plain;
        network = new RecordStream(bytes => outgoing.AddRange(bytes));
        tls = new SslStream(network);
    }

    public TestClient Plain { get; }

    public bool IsEncrypted => handshake is { IsCompletedSuccessfully: true };

    /// <summary>The subject of the proxy's certificate.</summary>
    public string ServerName => tls.RemoteCertificate!.Subject;

    /// <summary>Begins the handshake.</summary>
    /// <returns>The client's first bytes, which are not sent yet.</returns>
    public byte[] Hello()
    {
        handshake = tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            // The test's own authority is in no store.
            RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null,
        });
        return TakeOutgoing();
    }

    /// <summary>Does the handshake, or the rest of it.</summary>
    public TlsClient Handshake()
    {
        if (handshake is null)
            Plain.Send(Hello());
        PumpUntil(() => IsEncrypted && Plain.Session.IsSecure);
        return this;
    }

    /// <summary>Bytes in TLS records, which are not sent yet.</summary>
    public byte[] Encrypt(params ReadOnlySpan<byte> bytes)
    {
        tls.Write(bytes);
        return TakeOutgoing();
    }

    public void Send(params ReadOnlySpan<byte> bytes) => Plain.Send(Encrypt(bytes));

    /// <summary>Ends TLS with a close_notify.</summary>
    public void ShutDown()
    {
        tls.ShutdownAsync().GetAwaiter().GetResult();
        Plain.Send(TakeOutgoing());
    }

    /// <summary>The next packets.</summary>
    public List<RawPacket> TakePackets(int count)
    {
        var reader = new PacketReader();
        List<RawPacket> packets = [];
        PumpUntil(() =>
        {
            packets.AddRange(reader.Add([.. received]));
            received.Clear();
            return packets.Count >= count;
        });
        Assert.HasCount(count, packets, string.Join("; ", packets));
        Assert.AreEqual(0, reader.RestLength);
        return packets;
    }

    /// <summary>The next packet.</summary>
    public RawPacket TakePacket() => TakePackets(1)[0];

    /// <summary>The next bytes.</summary>
    public byte[] TakeBytes(int count)
    {
        PumpUntil(() => received.Count >= count);
        byte[] taken = [.. received];
        received.Clear();
        return taken;
    }

    public void Dispose()
    {
        network.End();
        tls.Dispose();
    }

    private byte[] TakeOutgoing()
    {
        byte[] taken = [.. outgoing];
        outgoing.Clear();
        return taken;
    }

    private void PumpUntil(Func<bool> condition) => Assert.IsTrue(
        SpinWait.SpinUntil(
            () =>
            {
                Pump();
                return condition();
            },
            Deadline),
        $"open: {Plain.IsOpen}, encrypted: {IsEncrypted}, handshake: {handshake?.Exception?.GetBaseException().Message}, bytes: {received.Count}");

    private void Pump()
    {
        rig.Run();
        if (Plain.Take() is { Length: > 0 } sent)
            network.Append(Unpooled.WrappedBuffer(sent));
        if (outgoing.Count > 0)
            Plain.Send(TakeOutgoing());
        if (!IsEncrypted)
            return;
        while (true)
        {
            reading ??= tls.ReadAsync(room).AsTask();
            if (!reading.IsCompleted)
                return;
            int count = reading.GetAwaiter().GetResult();
            if (count == 0)
                return;
            received.AddRange(room.AsSpan(0, count));
            reading = null;
        }
    }
}
