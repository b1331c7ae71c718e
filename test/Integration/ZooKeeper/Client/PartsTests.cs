using System.Text;
using DotNetty.Buffers;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;
using SceNettyProxy.Integration.ZooKeeper.Client;

namespace SceNettyProxy.Integration.Tests.ZooKeeper.Client;

/// <summary>The parts of a client that need no server.</summary>
[TestClass]
public sealed class PartsTests
{
    [TestMethod]
    [DataRow("zk1", "zk1:2181")]
    [DataRow("zk1:99", "zk1:99")]
    [DataRow("10.0.0.1", "10.0.0.1:2181")]
    [DataRow("10.0.0.1:99", "10.0.0.1:99")]
    [DataRow("::1", "::1:2181")]
    [DataRow("[::1]", "::1:2181")]
    [DataRow("[::1]:99", "::1:99")]
    public void An_address_of_a_server_is_read(string text, string expected) =>
        Assert.AreEqual(expected, ServerAddress.Parse(text).ToString());

    [TestMethod]
    [DataRow("")]
    [DataRow(":99")]
    [DataRow("zk1:")]
    [DataRow("zk1:0")]
    [DataRow("zk1:65536")]
    [DataRow("zk1:x")]
    [DataRow("zk 1")]
    public void A_malformed_address_is_refused(string text) =>
        Assert.ThrowsExactly<FormatException>(() => ServerAddress.Parse(text));

    [TestMethod]
    public void Each_server_has_its_turn_and_clients_begin_at_different_ones()
    {
        ServerAddress[] servers = [.. Enumerable.Range(1, 5).Select(port => new ServerAddress("zk", port))];
        HashSet<int> first = [];
        for (int seed = 0; seed < 50; seed++)
        {
            var list = new ServerList(servers, new Random(seed));
            ServerAddress[] round = [.. Enumerable.Range(0, 5).Select(_ => list.Next())];
            CollectionAssert.AreEquivalent(servers, round);
            CollectionAssert.AreEqual(round, Enumerable.Range(0, 5).Select(_ => list.Next()).ToArray());
            first.Add(round[0].Port);
        }

        Assert.HasCount(5, first);
    }

    [TestMethod]
    public void Pauses_double_with_each_round_up_to_two_seconds_and_vary()
    {
        var list = new ServerList([new ServerAddress("a", 1), new ServerAddress("b", 1)], new Random(1));
        foreach (double longest in new[] { 50, 100, 200, 400, 800, 1600, 2000, 2000 })
        {
            double[] pauses = [list.OnFailure(out _).TotalMilliseconds, list.OnFailure(out bool isFirstRoundOver).TotalMilliseconds];
            Assert.AreEqual(longest == 50, isFirstRoundOver);
            Assert.IsTrue(Array.TrueForAll(pauses, pause => pause >= longest / 2 && pause <= longest), $"{pauses[0]} {pauses[1]}");
            Assert.AreNotEqual(pauses[0], pauses[1]);
        }

        list.OnSuccess();
        Assert.IsLessThanOrEqualTo(50, list.OnFailure(out _).TotalMilliseconds);
    }

    [TestMethod]
    public void Watches_are_set_again_in_requests_under_128_KB_and_none_is_lost()
    {
        var watches = new WatchSet();
        string tail = new('x', 200);
        for (int i = 0; i < 3000; i++)
            watches.Add((WatchKind)(i % 5), $"/{i}-{tail}");
        string[] frames = [.. watches.SetAgain(7).Select(Text)];
        Assert.IsTrue(Array.TrueForAll(frames, frame => frame.Length < 128 * 1024));
        Assert.IsGreaterThan(4, frames.Length);
        string all = string.Concat(frames);
        for (int i = 0; i < 3000; i++)
            StringAssert.Contains(all, $"/{i}-{tail}");
    }

    [TestMethod]
    public void An_event_uses_up_the_watches_that_it_is_of()
    {
        AssertLeft(WatchEventType.Created, WatchKind.Children, WatchKind.Persistent, WatchKind.PersistentRecursive);
        AssertLeft(WatchEventType.DataChanged, WatchKind.Children, WatchKind.Persistent, WatchKind.PersistentRecursive);
        AssertLeft(WatchEventType.ChildrenChanged, WatchKind.Data, WatchKind.Exists, WatchKind.Persistent, WatchKind.PersistentRecursive);
        AssertLeft(WatchEventType.Deleted, WatchKind.Persistent, WatchKind.PersistentRecursive);
    }

    private static void AssertLeft(WatchEventType type, params WatchKind[] left)
    {
        var watches = new WatchSet();
        foreach (WatchKind kind in Enum.GetValues<WatchKind>())
            watches.Add(kind, "/a");
        watches.Add(WatchKind.Data, "/b");
        watches.OnEvent(new WatchEvent(type, "/a"));
        var expected = new WatchSet();
        foreach (WatchKind kind in left)
            expected.Add(kind, "/a");
        expected.Add(WatchKind.Data, "/b");
        Assert.AreEqual(Text(expected.SetAgain(1).Single()), Text(watches.SetAgain(1).Single()), type.ToString());
    }

    private static string Text(SetWatchesRequest request)
    {
        IByteBuffer output = Unpooled.Buffer();
        RequestFrame.Write(output, ReplyHeader.SetWatchesXid, request);
        return output.ToString(Encoding.ASCII);
    }
}
