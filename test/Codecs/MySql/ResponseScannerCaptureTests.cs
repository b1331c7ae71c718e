using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Codecs.Tests.MySql;

/// <summary>Responses captured from a real server, in every way that a socket may deliver them.</summary>
[TestClass]
public sealed class ResponseScannerCaptureTests
{
    public static IEnumerable<object[]> Names => Capture.Responses.Select(capture => new object[] { capture.Name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_response_raises_its_events_when_it_comes_whole(string name)
    {
        var capture = Capture.Of(name);
        var scanner = capture.NewScanner();
        var run = new ScanRun(scanner);

        run.Feed(capture.Bytes);

        AssertWhole(capture, scanner, run);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_response_raises_the_same_events_byte_by_byte(string name)
    {
        var capture = Capture.Of(name);
        var scanner = capture.NewScanner();
        var run = new ScanRun(scanner);

        foreach (var value in capture.Bytes)
        {
            Assert.IsFalse(scanner.IsComplete);
            run.Feed([value]);
        }

        AssertWhole(capture, scanner, run);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_response_raises_the_same_events_cut_at_every_offset(string name)
    {
        var capture = Capture.Of(name);
        for (var cut = 0; cut <= capture.Bytes.Length; cut++)
        {
            var scanner = capture.NewScanner();
            var run = new ScanRun(scanner);
            run.Feed(capture.Bytes.AsSpan(0, cut));
            if (cut < capture.Bytes.Length)
                Assert.IsFalse(scanner.IsComplete, $"complete after {cut} bytes");
            run.Feed(capture.Bytes.AsSpan(cut));
            AssertWhole(capture, scanner, run);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void A_scan_stops_where_the_next_response_begins(string name)
    {
        var capture = Capture.Of(name);
        if (!capture.Events[^1].EndsWith('!'))
            return;
        byte[] both = [.. capture.Bytes, .. capture.Bytes];
        var scanner = capture.NewScanner();

        for (var pass = 0; pass < 2; pass++)
        {
            capture.Begin(scanner);
            var position = pass * capture.Bytes.Length;
            ScanEvent found;
            do
                position += scanner.Scan(both.AsSpan(position), out found);
            while (!found.IsLast);
            Assert.AreEqual((pass + 1) * capture.Bytes.Length, position);
        }
    }

    private static void AssertWhole(Capture capture, ResponseScanner scanner, ScanRun run)
    {
        CollectionAssert.AreEqual(capture.Events, run.Events);
        CollectionAssert.AreEqual(capture.Bytes, run.Forwarded);
        Assert.AreEqual(0, run.Held);
        Assert.IsTrue(scanner.AtPacketBoundary);
        Assert.AreEqual(capture.Events[^1].EndsWith('!'), scanner.IsComplete);
        Assert.AreEqual(LastSequence(capture.Bytes), scanner.LastSequence);
    }

    private static byte LastSequence(ReadOnlySpan<byte> packets)
    {
        byte last = 0;
        while (!packets.IsEmpty)
        {
            last = PacketHeader.ReadSequence(packets);
            packets = packets[(PacketHeader.Size + PacketHeader.ReadLength(packets))..];
        }
        return last;
    }
}
