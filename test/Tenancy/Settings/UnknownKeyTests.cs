using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Tenancy.Tests.Settings;

[TestClass]
public sealed class UnknownKeyTests
{
    [TestMethod]
    [DataRow("pasword", "password")]
    [DataRow("Primary", "primary")]
    [DataRow("replica", "replicas")]
    [DataRow("authed_ips", "authedIps")]
    public void The_nearest_key_is_suggested(string key, string expected) => Assert.AreEqual(
        $"unknown key, did you mean \"{expected}\"?",
        UnknownKey.Describe(key, ["user", "password", "primary", "replicas", "authedIps"]));

    [TestMethod]
    [DataRow("colour")]
    [DataRow("x")]
    public void A_far_key_gets_no_suggestion(string key) =>
        Assert.AreEqual("unknown key", UnknownKey.Describe(key, ["user", "password"]));

    [TestMethod]
    public void Without_any_key_there_is_no_suggestion() => Assert.AreEqual("unknown key", UnknownKey.Describe("user", []));
}
