using DotNetty.Buffers;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;

namespace SceNettyProxy.Codecs.Tests.ZooKeeper;

/// <summary>What is written is what ZooKeeper's own classes write.</summary>
[TestClass]
public sealed class RequestTests
{
    [TestMethod]
    public void Each_request_has_its_length_its_header_and_its_record()
    {
        AssertWritten(3, JuteSamples.Exists, ReadRequest.Exists("/a/ä", watch: true));
        AssertWritten(4, JuteSamples.GetData, ReadRequest.GetData("/a", watch: false));
        AssertWritten(12, JuteSamples.GetChildren2, ReadRequest.GetChildren("/a", watch: true));
        AssertWritten(1, JuteSamples.Create, new CreateOperation("/e-", "data"u8.ToArray(), CreateMode.EphemeralSequential, Acl.CreatorAll));
        AssertWritten(2, JuteSamples.Delete, new DeleteOperation("/a", 7));
        AssertWritten(5, JuteSamples.SetData, new SetDataOperation("/a", "new"u8.ToArray()));
        AssertWritten(13, JuteSamples.Check, new CheckOperation("/a", 3));
        AssertWritten(9, JuteSamples.Sync, new SyncRequest("/a"));
        AssertWritten(100, JuteSamples.Auth, new AuthRequest("digest", "sce:secret"));
        AssertWritten(106, JuteSamples.AddWatchRecursive, new AddWatchRequest("/a", IsRecursive: true));
        AssertWritten(106, JuteSamples.AddWatch, new AddWatchRequest("/a", IsRecursive: false));
        AssertWritten(101, JuteSamples.SetWatches, SetWatches((WatchKind.Children, "/c"), (WatchKind.Data, "/d1"), (WatchKind.Exists, "/e"), (WatchKind.Data, "/d2")));
        AssertWritten(105, JuteSamples.SetWatches2, SetWatches(
            (WatchKind.PersistentRecursive, "/r"), (WatchKind.Children, "/c"), (WatchKind.Persistent, "/p"), (WatchKind.Data, "/d1")));
        AssertWritten(22, JuteSamples.MultiRead, new MultiReadRequest(["/a", "/b"]));
        AssertWritten(
            14,
            JuteSamples.Multi,
            new MultiRequest(
            [
                new CheckOperation("/a", 1),
                new CreateOperation("/b", "2"u8.ToArray(), Acl: Acl.WorldAll),
                new SetDataOperation("/c", "3"u8.ToArray(), 4),
                new DeleteOperation("/d"),
            ]));
        AssertWritten(11, "", EmptyRequest.Ping);
        AssertWritten(-11, "", EmptyRequest.CloseSession);
    }

    [TestMethod]
    public void A_connect_request_has_no_header()
    {
        IByteBuffer output = Unpooled.Buffer(1);
        byte[] password = [.. Enumerable.Range(1, 16).Select(number => (byte)number)];
        new ConnectRequest(0x1122334455667788, 5000, 0x0102030405060708, password).WriteFrame(output);
        // The client's class adds the read-only flag behind the record.
        Assert.AreEqual("0000002d" + JuteSamples.Connect + "00", Hex(output));
    }

    [TestMethod]
    public void Requests_stand_behind_one_another()
    {
        IByteBuffer output = Unpooled.Buffer(1);
        RequestFrame.Write(output, 1, EmptyRequest.Ping);
        RequestFrame.Write(output, 2, new SyncRequest("/a"));
        Assert.AreEqual("00000008" + "00000001" + "0000000b" + "0000000e" + "00000002" + "00000009" + JuteSamples.Sync, Hex(output));
    }

    [TestMethod]
    public void A_create_request_without_an_ACL_is_not_written() => Assert.ThrowsExactly<InvalidOperationException>(
        () => new CreateOperation("/a", default).WriteTo(Unpooled.Buffer(1)));

    [TestMethod]
    public void The_credentials_are_in_no_text() =>
        Assert.IsFalse(new AuthRequest("digest", "sce:secret").ToString().Contains("secret", StringComparison.Ordinal));

    private static SetWatchesRequest SetWatches(params (WatchKind Kind, string Path)[] watches)
    {
        var request = new SetWatchesRequest(9);
        foreach ((WatchKind kind, string path) in watches)
            request.Add(kind, path);
        return request;
    }

    private static void AssertWritten(int type, string record, ZooKeeperRequest request)
    {
        IByteBuffer output = Unpooled.Buffer(1);
        RequestFrame.Write(output, 17, request);
        Assert.AreEqual($"{8 + (record.Length / 2):x8}00000011{type:x8}{record}", Hex(output), request.Code.ToString());
    }

    private static string Hex(IByteBuffer output)
    {
        byte[] bytes = new byte[output.ReadableBytes];
        output.ReadBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
