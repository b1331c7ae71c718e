using Microsoft.Extensions.Logging.Abstractions;
using SceNettyProxy.Handlers.Frontend.Authentication;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Handlers.Tests.Frontend.Authentication;

/// <summary>When the key for encrypted passwords is made: before a login needs it, and never on an event loop.</summary>
[TestClass]
public sealed class RsaLoginKeyTests : PluginTest
{
    private RsaLoginKey Key => Rig.Services.LoginKey;

    [TestMethod]
    public void It_is_made_elsewhere_when_the_registry_first_names_a_user_who_may_need_it()
    {
        Rig.HoldsOffloaded = true;
        UseHash(Sha2Hash);
        Assert.IsFalse(Key.IsReady, "made on the thread that applied the registry");
        Rig.HoldsOffloaded = false;
        Rig.Run();
        Assert.IsTrue(Key.IsReady);
        byte[] made = Key.PublicKey();

        UsePassword();
        UseHash(Sha2Hash, NativeHash);
        Assert.AreEqual(1, Rig.OffloadedCount);
        CollectionAssert.AreEqual(made, Key.PublicKey());
    }

    [TestMethod]
    public void It_is_not_made_where_nobody_needs_it()
    {
        UsePassword();
        UseHash(NativeHash);
        UseHash(NativeHash, Ed25519Hash);
        Assert.AreEqual(0, Rig.OffloadedCount);
        Assert.IsFalse(Key.IsReady);
    }

    [TestMethod]
    public void A_registry_that_names_such_a_user_at_the_start_has_it_made()
    {
        var registry = new TenantRegistry();
        UseHash(Sha2Hash);
        registry.Apply(Rig.Registry.Snapshot);
        using var gateway = new Gateway(
            registry, Rig.Settings, Rig.Time, NullLoggerFactory.Instance, static _ => throw new NotSupportedException());
        Rig.RunUntil(() => gateway.Services.LoginKey.IsReady, "the key is made");
    }

    [TestMethod]
    public void A_login_that_comes_while_it_is_made_is_served_behind_it()
    {
        Rig.HoldsOffloaded = true;
        UseHash(Sha2Hash);
        TestClient client = Rig.Connect();
        LogIn(client, PluginLogin.CachingSha2, Password, expectedSwitch: PluginLogin.CachingSha2);
        client.Send(Wire.Packet(5, PluginLogin.PublicKeyRequest));
        Assert.IsEmpty(client.TakePackets());
        Rig.HoldsOffloaded = false;
        Rig.Run();
        CollectionAssert.AreEqual((byte[])[0x01, .. Key.PublicKey()], client.TakePacket().Payload);
        Assert.AreEqual(2, Rig.OffloadedCount);
    }

    [TestMethod]
    public void A_configured_file_that_is_gone_is_told_to_the_login_that_needs_it()
    {
        Rig.Session.Set(Rig.Session.Value with { RsaKey = "/nowhere/key.pem" });
        UseHash(Sha2Hash);
        Assert.AreEqual(1, Rig.OffloadedCount);
        TestClient client = Rig.Connect();
        LogIn(client, PluginLogin.CachingSha2, Password, expectedSwitch: PluginLogin.CachingSha2);
        client.Send(Wire.Packet(5, PluginLogin.PublicKeyRequest));
        Assert.IsTrue(client.TakePacket().IsError);
        client.AssertClosed();
    }
}
