using System.Security.Cryptography.X509Certificates;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Testing.Certificates;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Backend.Tls;

/// <summary>A primary that offers TLS, at an address that is not of this machine, and a database without replicas.</summary>
public abstract class BackendTlsTest : ProxyTest
{
    private protected const string Update = "UPDATE t SET a = 1";

    private protected static TestAuthority Authority { get; } = TestAuthority.Create();

    /// <summary>For the primary's address.</summary>
    private protected static X509Certificate2 Certificate { get; } = Authority.Issue("primary", address: Databases.PrimaryEndpoint.Host);

    private protected ServerConnection Server => Rig.Primary.Latest;

    [TestInitialize]
    public void Offer_TLS() => Rig.Primary.OfferTls(Certificate);

    private protected void Use(ServerTlsMode? mode, string? ca = null) => Rig.Apply(Databases.Shop with
    {
        Replicas = [],
        Pool = new PoolDefinition { Tls = mode, TlsCa = ca },
    });

    /// <summary>A client whose first statement has reached the primary, which has not answered it.</summary>
    private protected TestClient Asking(string sql = Update)
    {
        TestClient client = Rig.LoggedIn();
        client.Query(sql);
        Assert.IsTrue(Server.Awaits($"QUERY {sql}"), $"{sql}; TLS of the server: {Server.Tls?.Failure?.Message}");
        return client;
    }

    /// <summary>A client whose first statement needs a login to the primary that fails.</summary>
    private protected RawPacket Failed(int code, string? logged = null)
    {
        TestClient client = Rig.LoggedIn();
        client.Query(Update);
        Rig.RunUntil(() => client.Channel.SentCount > 2, "the client is answered");
        RawPacket error = client.AssertError(code, sequence: 1);
        client.AssertAlive();
        AssertGivenUp();
        if (logged is not null)
            Assert.Contains(line => line.Contains(logged, StringComparison.Ordinal), Rig.Log.Lines, string.Join('\n', Rig.Log.Lines));
        return error;
    }

    /// <summary>The connection is closed, and its place in the pool is free.</summary>
    private protected void AssertGivenUp()
    {
        Assert.IsFalse(Server.Channel.Active, "the connection is open");
        Assert.AreEqual((0, 0), (Rig.PrimaryPool.OpenCount, Rig.PrimaryPool.IdleCount));
    }
}
