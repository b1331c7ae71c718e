using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Tenancy.Tests.Settings;

[TestClass]
public sealed class PoolOptionsTests
{
    [TestMethod]
    public void A_database_without_own_settings_has_those_of_the_proxy()
    {
        PoolOptions proxy = new() { Max = 7, Min = 2, Idle = TimeSpan.FromSeconds(9) };
        Assert.AreEqual(proxy, proxy.With(PoolDefinition.Inherited));
    }

    [TestMethod]
    public void Every_setting_of_a_database_counts()
    {
        PoolDefinition database = new()
        {
            Max = 9,
            Min = 3,
            Idle = TimeSpan.FromSeconds(11),
            ConnectTimeout = TimeSpan.FromSeconds(12),
            WaitTimeout = TimeSpan.FromSeconds(13),
            CheckAfter = TimeSpan.FromSeconds(14),
            Drain = TimeSpan.FromSeconds(15),
            ReplicaRetry = TimeSpan.FromSeconds(16),
            Tls = ServerTlsMode.VerifyCa,
            TlsCa = "/ca",
            TlsCertificate = "/certificate",
            TlsKey = "/key",
            ServerPublicKey = "/public",
            AllowPublicKeyRetrieval = true,
            AllowClearPassword = true,
            ProxyProtocol = ServerProxyProtocol.V1,
        };
        PoolOptions options = new PoolOptions().With(database);
        foreach (var property in typeof(PoolDefinition).GetProperties().Where(property => property.Name != nameof(PoolDefinition.Inherited)))
            Assert.AreEqual(property.GetValue(database), typeof(PoolOptions).GetProperty(property.Name)!.GetValue(options), property.Name);
    }

    [TestMethod]
    public void Settings_of_connecting_are_told_from_the_others()
    {
        PoolOptions options = new();
        Assert.IsTrue(options.ConnectsLike(options with { Max = 1, Idle = TimeSpan.Zero }));
        foreach (PoolOptions other in (PoolOptions[])[
            options with { Tls = ServerTlsMode.Required }, options with { TlsCa = "/ca" }, options with { TlsCertificate = "/c" },
            options with { TlsKey = "/k" }, options with { ServerPublicKey = "/p" }, options with { AllowClearPassword = true },
            options with { AllowPublicKeyRetrieval = true }, options with { ProxyProtocol = ServerProxyProtocol.V2 }])
            Assert.IsFalse(options.ConnectsLike(other), other.ToString());
    }

    [TestMethod]
    [DataRow(ServerTlsMode.Disabled, "disabled")]
    [DataRow(ServerTlsMode.VerifyCa, "verify-ca")]
    [DataRow(ServerTlsMode.VerifyIdentity, "verify-identity")]
    public void Values_are_written_in_small_letters_with_hyphens(ServerTlsMode mode, string name)
    {
        Assert.AreEqual(name, SettingName.Of(mode));
        Assert.IsTrue(SettingName.TryParse(name.ToUpperInvariant(), out ServerTlsMode parsed));
        Assert.AreEqual(mode, parsed);
        Assert.IsFalse(SettingName.TryParse("verifyca", out ServerTlsMode _));
    }

    [TestMethod]
    public void A_database_that_lowers_the_upper_bound_lowers_the_lower_one()
    {
        PoolOptions options = new PoolOptions { Min = 20 }.With(new PoolDefinition { Max = 5 });
        Assert.AreEqual(5, options.Max);
        Assert.AreEqual(5, options.Min);
    }
}
