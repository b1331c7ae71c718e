using SceNettyProxy.Codecs.ZooKeeper;

namespace SceNettyProxy.Codecs.Tests.ZooKeeper;

/// <summary>What ZooKeeper's own classes have written is read, and nothing else.</summary>
[TestClass]
public sealed class AnswerTests
{
    private static readonly NodeStat Stat = new(
        (1L << 40) | 1, (2L << 40) | 2, 3, 4, 5, 6, 7, (8L << 40) | 8, 9, 10, (11L << 40) | 11);

    private delegate T Read<out T>(ref JuteReader reader);

    [TestMethod]
    public void A_reply_header_is_read()
    {
        ReplyHeader header = Whole(JuteSamples.ReplyHeader, ReplyHeader.Read);
        Assert.AreEqual(new ReplyHeader(17, 0x1122334455667788, ZooKeeperError.NoNode), header);
        Assert.AreEqual(ReplyHeader.Size, JuteSamples.ReplyHeader.Length / 2);
    }

    [TestMethod]
    public void A_session_or_its_end_is_read()
    {
        foreach (string flag in new[] { "", "00" })
        {
            ConnectResponse session = ConnectResponse.Read(Convert.FromHexString(JuteSamples.ConnectResponse + flag));
            Assert.AreEqual(4000, session.Timeout);
            Assert.AreEqual(0x0102030405060708, session.SessionId);
            Assert.AreEqual("0102030405060708090a0b0c0d0e0f10", Convert.ToHexStringLower(session.Password));
        }

        Assert.AreEqual(0, ConnectResponse.Read(Convert.FromHexString(JuteSamples.ConnectResponseExpired)).Timeout);
    }

    [TestMethod]
    public void Another_version_of_the_protocol_is_refused() => Assert.ThrowsExactly<ZooKeeperProtocolException>(
        () => ConnectResponse.Read(Convert.FromHexString("00000001" + JuteSamples.ConnectResponse[8..])));

    [TestMethod]
    public void A_stat_is_read() => Assert.AreEqual(Stat, Whole(JuteSamples.Stat, NodeStat.Read));

    [TestMethod]
    public void Data_is_read()
    {
        NodeData node = Whole(JuteSamples.GetDataResponse, NodeData.Read);
        CollectionAssert.AreEqual("däta"u8.ToArray(), node.Data);
        Assert.AreEqual(Stat, node.Stat);
        Assert.IsEmpty(Whole(JuteSamples.GetDataResponseNull, NodeData.Read).Data);
    }

    [TestMethod]
    public void Children_are_read()
    {
        NodeChildren children = Whole(JuteSamples.GetChildren2Response, NodeChildren.Read);
        CollectionAssert.AreEqual(new[] { "b", "ä" }, children.Names.ToArray());
        Assert.AreEqual(Stat, children.Stat);
        Assert.IsEmpty(Whole(JuteSamples.GetChildren2ResponseNull, NodeChildren.Read).Names);
    }

    [TestMethod]
    public void A_watch_event_is_read() =>
        Assert.AreEqual(new WatchEvent(WatchEventType.DataChanged, "/a/b"), Whole(JuteSamples.WatcherEvent, WatchEvent.Read));

    [TestMethod]
    public void The_results_of_a_multi_are_read()
    {
        MultiAnswer answer = Whole(JuteSamples.MultiResponse, MultiAnswer.Read);
        Assert.IsNull(answer.FailedOperation);
        CollectionAssert.AreEqual(
            new[] { default, new MultiResult("/b-0000000001", null), new MultiResult(null, Stat), default },
            answer.Results.ToArray());
    }

    [TestMethod]
    public void The_operation_that_failed_a_multi_is_told_from_those_around_it()
    {
        MultiAnswer answer = Whole(JuteSamples.MultiResponseFailed, MultiAnswer.Read);
        Assert.AreEqual(1, answer.FailedOperation);
        Assert.AreEqual(ZooKeeperError.BadVersion, answer.Error);
        Assert.IsEmpty(answer.Results);
    }

    [TestMethod]
    public void Many_nodes_are_read_each_with_its_error()
    {
        IReadOnlyList<NodeReading> readings = Whole(JuteSamples.MultiReadResponse, NodeReading.ReadMany);
        Assert.HasCount(3, readings);
        Assert.AreEqual("1", System.Text.Encoding.UTF8.GetString(readings[0].Data.Span));
        Assert.AreEqual(Stat, readings[0].Stat);
        CollectionAssert.AreEqual(new[] { "x", "y" }, readings[0].Children.ToArray());
        Assert.AreEqual(ZooKeeperError.NoNode, readings[1].Error);
        // Its data could be read, its children could not.
        Assert.AreEqual(ZooKeeperError.NoAuth, readings[2].Error);
        Assert.IsTrue(readings[2].Data.IsEmpty);
    }

    [TestMethod]
    [DataRow("00000004" + "00" + "00000000" + "ffffffff", DisplayName = "an unknown type")]
    [DataRow("ffffffff" + "00" + "00000000" + "00000000" + "00000000" + "00" + "00000000", DisplayName = "no error")]
    public void A_multi_read_answer_that_does_not_fit_is_refused(string answer) => Assert.ThrowsExactly<ZooKeeperProtocolException>(
        () => Run(Convert.FromHexString(answer), NodeReading.ReadMany));

    [TestMethod]
    public void A_multi_answer_of_an_unknown_type_is_refused() => Assert.ThrowsExactly<ZooKeeperProtocolException>(
        () => Run(Convert.FromHexString("00000063" + "00" + "00000000" + "01"), MultiAnswer.Read));

    [TestMethod]
    [DataRow("7fffffff", DisplayName = "more strings than there are bytes")]
    [DataRow("fffffffe", DisplayName = "a negative count")]
    [DataRow("00000001" + "7fffffff", DisplayName = "a string longer than the record")]
    [DataRow("00000001" + "fffffffe", DisplayName = "a negative length")]
    public void Impossible_lengths_are_refused(string vector) => Assert.ThrowsExactly<ZooKeeperProtocolException>(
        () => Run(Convert.FromHexString(vector), static (ref JuteReader reader) => reader.ReadStrings()));

    /// <summary>Reads all of it, and fails wherever it is cut.</summary>
    private static T Whole<T>(string hex, Read<T> read)
    {
        byte[] bytes = Convert.FromHexString(hex);
        for (int length = 0; length < bytes.Length; length++)
            Assert.ThrowsExactly<ZooKeeperProtocolException>(() => Run(bytes[..length], read), $"after {length} bytes");
        var reader = new JuteReader(bytes);
        T value = read(ref reader);
        Assert.AreEqual(0, reader.Remaining);
        return value;
    }

    private static T Run<T>(byte[] bytes, Read<T> read)
    {
        var reader = new JuteReader(bytes);
        return read(ref reader);
    }
}
