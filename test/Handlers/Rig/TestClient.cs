using DotNetty.Transport.Channels;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>A client of the proxy and, behind it, its session.</summary>
internal sealed class TestClient(ProxyRig rig, WireChannel channel, ProxySession? session)
{
    public WireChannel Channel { get; } = channel;

    /// <summary>There is none for a client that was refused at the door.</summary>
    public ProxySession Session => session!;

    public bool IsOpen => Channel.Active;

    /// <summary>The greeting; taken by <see cref="ReadGreeting"/>.</summary>
    public RawGreeting Greeting { get; private set; } = null!;

    public PacketDecoder Decoder => Channel.Pipeline.Get<PacketDecoder>();

    /// <summary>Sends each argument as a buffer of its own and lets the proxy run.</summary>
    public void Send(params ReadOnlySpan<byte[]> buffers)
    {
        foreach (byte[] bytes in buffers)
            Channel.Deliver(rig.Buffers.Copy(bytes));
        rig.Run();
    }

    public void SendBytewise(byte[] bytes)
    {
        foreach (byte value in bytes)
            Channel.Deliver(rig.Buffers.Copy([value]));
        rig.Run();
    }

    public void HangUp()
    {
        Channel.DeliverEnd();
        rig.Run();
    }

    /// <summary>What came since the last call.</summary>
    public byte[] Take() => Channel.TakeSent();

    /// <summary>What came since the last call, as packets.</summary>
    public List<RawPacket> TakePackets() => PacketReader.ReadAll(Take());

    /// <summary>The only packet that came since the last call.</summary>
    public RawPacket TakePacket()
    {
        List<RawPacket> packets = TakePackets();
        Assert.HasCount(1, packets, string.Join("; ", packets));
        return packets[0];
    }

    public void ReadGreeting() => Greeting = RawGreeting.Parse(TakePacket().Payload);

    /// <summary>Logs in and checks that it worked.</summary>
    public TestClient LogIn(
        string user = Databases.User,
        string password = Databases.Password,
        string database = Databases.Name,
        uint capabilities = Wire.PlainClient)
    {
        ReadGreeting();
        Send(Wire.Packet(1, RawLogin.Build(user, password, database, Greeting.Scramble, capabilities)));
        RawPacket answer = TakePacket();
        Assert.IsTrue(answer.IsOk, answer.ToString());
        Assert.AreEqual(2, answer.Sequence);
        return this;
    }

    public void Query(string sql) => Send(Wire.Query(sql));

    /// <summary>Runs a statement that must reach that server, which gives that answer, which must come back as it is.</summary>
    /// <returns>The connection that ran it.</returns>
    public ServerConnection Run(FakeServer server, string sql, byte[] answer)
    {
        Query(sql);
        ServerConnection? ran = server.Connections.Find(connection => connection.Awaits($"QUERY {sql}"));
        Assert.IsNotNull(ran, $"{sql} did not reach {server.Endpoint}");
        ran.Send(answer);
        CollectionAssert.AreEqual(answer, Take());
        return ran;
    }

    /// <summary>A statement that writes, on the primary.</summary>
    public ServerConnection Write(string sql = "UPDATE t SET a = 1", ushort status = Wire.Autocommit) =>
        Run(rig.Primary, sql, Wire.Ok(status: status));

    /// <summary>A SET, to which the primary agrees by itself.</summary>
    public void Set(string sql)
    {
        Query(sql);
        Assert.IsTrue(TakePacket().IsOk, sql);
        Assert.Contains($"QUERY {sql}", rig.Primary.History);
    }

    /// <summary>A read that goes to the replica.</summary>
    public ServerConnection Read(string sql = "SELECT 1") => Run(rig.Replica, sql, Wire.Value("1"));

    /// <summary>A read that goes to the primary.</summary>
    public ServerConnection ReadOnPrimary(string sql = "SELECT 1", ushort status = Wire.Autocommit) =>
        Run(rig.Primary, sql, Wire.Value("1", status: status));

    /// <summary>The only packet since the last call is this error.</summary>
    public RawPacket AssertError(int code, int? sequence = null)
    {
        RawPacket packet = TakePacket();
        Assert.IsTrue(packet.IsError, packet.ToString());
        Assert.AreEqual(code, packet.ErrorCode, packet.ToString());
        if (sequence is { } number)
            Assert.AreEqual(number, packet.Sequence, packet.ToString());
        return packet;
    }

    /// <summary>The session answers a ping: it lives and is ready.</summary>
    public void AssertAlive()
    {
        Send(Wire.Command(0x0E));
        RawPacket packet = TakePacket();
        Assert.IsTrue(packet.IsOk, packet.ToString());
    }

    public void AssertClosed()
    {
        Assert.IsFalse(IsOpen, "the channel is open");
        if (session is not null)
            Assert.AreEqual(SessionPhase.Closed, session.Phase);
    }

    public IChannelHandlerContext ContextOf<T>()
        where T : class, IChannelHandler => Channel.Pipeline.Context<T>();
}
