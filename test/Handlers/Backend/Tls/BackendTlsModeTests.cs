using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Testing.Certificates;

namespace SceNettyProxy.Handlers.Tests.Backend.Tls;

/// <summary>What each <c>pool.tls</c> asks of a server on another machine, and what it puts up with.</summary>
[TestClass]
public sealed class BackendTlsModeTests : BackendTlsTest
{
    private readonly string folder = Directory.CreateTempSubdirectory("sceproxy-tls.").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [TestMethod]
    public void Disabled_does_not_ask_a_server_that_offers_TLS()
    {
        Use(ServerTlsMode.Disabled);
        Asking();
        Assert.IsNull(Server.TlsRequest);
        Assert.AreEqual(0u, BitConverter.ToUInt32(Server.Login!.Payload) & Wire.Ssl);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow(ServerTlsMode.Preferred)]
    [DataRow(ServerTlsMode.Required)]
    public void Where_TLS_is_offered_the_login_is_inside_it_whoever_signed_the_certificate(ServerTlsMode? mode)
    {
        using TestAuthority stranger = TestAuthority.Create("stranger");
        Rig.Primary.OfferTls(stranger.Issue(firstDay: -9, lastDay: -1));
        Use(mode);
        Asking();
        Assert.IsNotNull(Server.TlsRequest);
        Assert.AreEqual(2, Server.Login!.Sequence);
        Assert.AreNotEqual(0u, BitConverter.ToUInt32(Server.Login!.Payload) & Wire.Ssl);
    }

    [TestMethod]
    public void Preferred_goes_without_where_the_server_does_not_offer_TLS()
    {
        Rig.Primary.Greeting = Wire.Greeting();
        Use(ServerTlsMode.Preferred);
        TestClient client = Asking();
        Server.Send(Wire.Ok());
        Assert.IsTrue(client.TakePacket().IsOk);
        Assert.IsNull(Server.TlsRequest);
        Assert.AreEqual(1, Server.Login!.Sequence);
    }

    [TestMethod]
    [DataRow(ServerTlsMode.Required)]
    [DataRow(ServerTlsMode.VerifyCa)]
    [DataRow(ServerTlsMode.VerifyIdentity)]
    public void A_server_without_TLS_is_told_nothing_where_it_is_required(ServerTlsMode mode)
    {
        Rig.Primary.Greeting = Wire.Greeting();
        Use(mode);
        Failed(2901, "it offers no TLS");
        Assert.IsEmpty(Server.Channel.TakeSent());
    }

    [TestMethod]
    [DataRow(ServerTlsMode.Preferred)]
    [DataRow(ServerTlsMode.Required)]
    [DataRow(ServerTlsMode.VerifyIdentity)]
    public void A_server_that_fails_to_begin_TLS_gets_no_login_in_the_clear(ServerTlsMode mode)
    {
        Rig.Primary.OfferTls(null);
        Use(mode);
        TestClient client = Rig.LoggedIn();
        client.Query(Update);
        // What would be an answer to a login.
        Server.SendRaw(Wire.Ok(2));
        Server.SendRaw(Wire.Ok(2));
        client.AssertError(2901, sequence: 1);
        Assert.IsNull(Server.Login);
        Assert.HasCount(1, Rig.Primary.Connections);
        AssertGivenUp();
    }

    [TestMethod]
    public void Verify_ca_takes_any_name_of_a_trusted_authority()
    {
        Rig.Primary.OfferTls(Authority.Issue("elsewhere", address: "10.9.8.7"));
        Use(ServerTlsMode.VerifyCa, FileOf(Authority));
        AssertServed();
    }

    [TestMethod]
    public void Verify_identity_takes_the_host_of_the_registry()
    {
        Use(ServerTlsMode.VerifyIdentity, FileOf(Authority));
        AssertServed();
    }

    [TestMethod]
    public void Verify_identity_takes_no_other_host()
    {
        Rig.Primary.OfferTls(Authority.Issue("elsewhere", address: "10.9.8.7"));
        Use(ServerTlsMode.VerifyIdentity, FileOf(Authority));
        AssertNotTrusted("it is not for the host '10.0.0.1'");
    }

    [TestMethod]
    [DataRow(ServerTlsMode.VerifyCa)]
    [DataRow(ServerTlsMode.VerifyIdentity)]
    public void A_certificate_of_another_authority_is_refused_where_it_is_verified(ServerTlsMode mode)
    {
        using TestAuthority stranger = TestAuthority.Create("stranger");
        Use(mode, FileOf(stranger));
        AssertNotTrusted("its CA is not trusted");
    }

    [TestMethod]
    [DataRow(ServerTlsMode.VerifyCa)]
    [DataRow(ServerTlsMode.VerifyIdentity)]
    public void An_expired_certificate_is_refused_where_it_is_verified(ServerTlsMode mode)
    {
        Rig.Primary.OfferTls(Authority.Issue("old", firstDay: -9, lastDay: -1, address: "10.0.0.1"));
        Use(mode, FileOf(Authority));
        AssertNotTrusted("expired");
    }

    private string FileOf(TestAuthority authority)
    {
        string file = Path.Combine(folder, "ca.pem");
        File.WriteAllText(file, authority.Pem);
        return file;
    }

    private void AssertServed()
    {
        TestClient client = Rig.LoggedIn();
        client.Query(Update);
        Rig.RunUntil(() => Rig.Primary.Connections.Count > 0 && Server.Awaits($"QUERY {Update}"), "the statement arrives");
        Server.Send(Wire.Ok());
        Assert.IsTrue(client.TakePacket().IsOk);
    }

    private void AssertNotTrusted(string reason)
    {
        Failed(2901, reason);
        Assert.IsNotNull(Server.TlsRequest);
        Assert.IsNull(Server.Login, "the account's proof of its password");
        Assert.HasCount(1, Rig.Primary.Connections, "no second try without TLS");
    }
}
