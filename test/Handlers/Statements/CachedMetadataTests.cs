using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Statements;

/// <summary>A client with MariaDB's CACHE_METADATA keeps the description of a statement's columns, so that another server must
/// mean the same by it.</summary>
[TestClass]
public sealed class CachedMetadataTests : StatementTest
{
    private const byte CacheMetadata = 0x10;

    [TestMethod]
    public void A_statement_that_another_server_describes_alike_runs_there()
    {
        TestClient client = LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        Prepares(Rig.Primary, 5);
        Begin(client);
        client.Send(Wire.Execute(id, Typed));
        Assert.AreEqual(Described(Wire.Execute(5, Typed)), Rig.Primary.Latest.History[^1]);
    }

    [TestMethod]
    public void One_that_it_describes_otherwise_is_the_clients_to_prepare_again()
    {
        TestClient client = LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 77);
        Prepares(Rig.Primary, 5, 1, 2);
        Begin(client);
        client.Send(Wire.Execute(id, Typed));
        client.AssertError(1615, sequence: 1);
        Assert.AreEqual(Described(Wire.Statement(0x19, 5)), Rig.Primary.Latest.History[^1]);
        client.AssertAlive();
    }

    private TestClient LoggedIn()
    {
        byte[] greeting = WithCacheMetadata(Wire.Greeting());
        Rig.Services.Identity.Learn(HandshakeV10.Parse(greeting.AsSpan(4)));
        Rig.Primary.Greeting = greeting;
        Rig.Replica.Greeting = greeting;
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        byte[] login = RawLogin.Build(
            Databases.User, Databases.Password, Databases.Name, client.Greeting.Scramble, Wire.PlainClient & ~Wire.LongPassword);
        login[28] = CacheMetadata;
        client.Send(Wire.Packet(1, login));
        Assert.IsTrue(client.TakePacket().IsOk);
        return client;
    }

    /// <summary>The flags stand in the last of the reserved bytes, and count only without LONG_PASSWORD.</summary>
    private static byte[] WithCacheMetadata(byte[] greeting)
    {
        byte[] changed = [.. greeting];
        int flags = 4 + 1 + (Array.IndexOf(changed, (byte)0, 5) - 5) + 1 + 4 + 8 + 1;
        changed[flags] &= 0xFE;
        changed[flags + 8 + 6] = CacheMetadata;
        return changed;
    }
}
