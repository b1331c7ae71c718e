using SceNettyProxy.Integration.Memcached;

namespace SceNettyProxy.Integration.Tests.Memcached;

[TestClass]
public sealed class KetamaRingTests
{
    private static readonly string[] Keys = [.. Enumerable.Range(0, 20_000).Select(static i => $"dbproxy_{i}")];

    // What an implementation of ketama in another language says.
    [TestMethod]
    [DataRow("dbproxy_shop", "10.0.0.1:11211")]
    [DataRow("dbproxy_blog", "10.0.0.2:11211")]
    [DataRow("dbproxy_wiki", "10.0.0.2:11211")]
    [DataRow("dbproxy_a", "10.0.0.3:11211")]
    [DataRow("dbproxy_b", "10.0.0.3:11211")]
    [DataRow("dbproxy_ä", "10.0.0.1:11211")]
    [DataRow("k10870", "10.0.0.2:11211")]
    public void Keys_are_where_everybody_elses_ketama_has_them(string key, string server) =>
        Assert.AreEqual(server, RingOf("10.0.0.1:11211", "10.0.0.2:11211", "10.0.0.3:11211").Find(key));

    [TestMethod]
    public void Servers_have_about_as_many_keys_each()
    {
        string[] servers = [.. Enumerable.Range(1, 5).Select(static i => $"10.0.0.{i}:11211")];
        KetamaRing<string> ring = RingOf(servers);
        Dictionary<string, int> counts = Keys.CountBy(key => ring.Find(key)!).ToDictionary();
        Assert.HasCount(5, counts);
        foreach ((string server, int count) in counts)
            Assert.IsInRange(Keys.Length / 5 * 7 / 10, Keys.Length / 5 * 13 / 10, count, server);
    }

    [TestMethod]
    public void Only_the_keys_of_a_server_that_goes_move_and_they_come_back_with_it()
    {
        KetamaRing<string> all = RingOf("a:1", "b:1", "c:1", "d:1");
        KetamaRing<string> without = RingOf("d:1", "c:1", "a:1");
        foreach (string key in Keys)
        {
            string before = all.Find(key)!;
            string after = without.Find(key)!;
            Assert.AreNotEqual("b:1", after);
            if (before != "b:1")
                Assert.AreEqual(before, after, key);
        }

        HashSet<string> heirs = [.. Keys.Where(key => all.Find(key) == "b:1").Select(key => without.Find(key)!)];
        Assert.HasCount(3, heirs);
        KetamaRing<string> again = RingOf("b:1", "d:1", "a:1", "c:1");
        foreach (string key in Keys)
            Assert.AreEqual(all.Find(key), again.Find(key));
    }

    [TestMethod]
    public void Without_a_server_there_is_none() => Assert.IsNull(RingOf().Find("a"));

    private static KetamaRing<string> RingOf(params string[] servers) =>
        new([.. servers.Select(static server => (server, server))]);
}
