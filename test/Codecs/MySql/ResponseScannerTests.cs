using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Codecs.Tests.MySql;

/// <summary>What the captures do not show: sizes at the limits, MySQL 8's forms, and responses that are none.</summary>
[TestClass]
public sealed class ResponseScannerTests
{
    private const CapabilityFlags Classic = CapabilityFlags.Protocol41;
    private const CapabilityFlags Deprecate = Classic | CapabilityFlags.DeprecateEof;
    private const byte EmptyText = 0x00;
    private const byte NullText = 0xFB;

    [TestMethod]
    [DataRow(0, DisplayName = "16777215 bytes and an empty continuation")]
    [DataRow(1, DisplayName = "one byte more")]
    [DataRow(PacketHeader.MaxPayload, DisplayName = "twice 16777215 bytes and an empty continuation")]
    public void A_row_of_16_MiB_and_more_goes_on_in_the_next_packet(int more)
    {
        // The continuation begins with what would be an error packet.
        var row = new byte[PacketHeader.MaxPayload + more];
        row[0] = 0xFE;
        if (more > 0)
            row[PacketHeader.MaxPayload] = 0xFF;
        var rowPackets = Packets.Of(3, row);
        var parts = (rowPackets.Length - row.Length) / PacketHeader.Size;
        byte[] response =
        [
            .. Packets.Of(1, 1), .. Packets.Definition(2), .. rowPackets, .. Packets.Ok((byte)(3 + parts), header: 0xFE),
        ];
        // Read sizes that cut inside rows, inside headers, and right at the borders of packets.
        int[] readSizes =
        [
            response.Length, 1_000_003, PacketHeader.MaxPayload, PacketHeader.MaxPayload + 17, PacketHeader.MaxPayload + 19,
        ];
        foreach (var size in readSizes)
        {
            var scanner = Begin(ResponseContext.Query, Deprecate);
            var run = new ScanRun(scanner);
            for (var at = 0; at < response.Length; at += size)
                run.Feed(response.AsSpan(at, Math.Min(size, response.Length - at)));

            Assert.HasCount(1, run.Events);
            Assert.AreEqual($"Ok@{response.Length - 11}-{response.Length}:2!", run.Events[0]);
            Assert.AreEqual(1, scanner.RowCount);
            Assert.AreEqual(response.Length, run.Forwarded.Length);
            Assert.IsLessThanOrEqualTo(16, run.MostHeld);
        }
    }

    [TestMethod]
    public void An_error_may_not_be_put_behind_a_full_packet_of_a_chain()
    {
        var scanner = Begin(ResponseContext.Query, Deprecate);
        var run = new ScanRun(scanner);
        run.Feed([.. Packets.Of(1, 1), .. Packets.Definition(2)]);
        Assert.IsTrue(scanner.AtPacketBoundary);

        run.Feed(Packets.Of(3, new byte[PacketHeader.MaxPayload]).AsSpan(0, PacketHeader.Size + PacketHeader.MaxPayload));

        Assert.IsFalse(scanner.AtPacketBoundary);
        run.Feed([0, 0, 0, 4]);
        Assert.IsTrue(scanner.AtPacketBoundary);
        Assert.AreEqual(4, scanner.LastSequence);
    }

    [TestMethod]
    public void A_text_row_may_begin_with_an_empty_string_or_NULL()
    {
        var run = Run(ResponseContext.Query, Classic, Packets.Of(1, 1), Packets.Definition(2), Packets.Eof(3),
            Packets.Of(4, EmptyText), Packets.Of(5, NullText), Packets.Of(6, EmptyText, 0, 0, 0, 0, 0, 0, 0),
            Packets.Eof(7));

        Assert.AreEqual("Eof@44-53:2!", string.Join(' ', run.Events));
    }

    [TestMethod]
    public void A_row_of_nine_bytes_that_begins_like_EOF_is_a_row_without_DEPRECATE_EOF()
    {
        var run = Run(ResponseContext.Query, Classic, Packets.Of(1, 1), Packets.Definition(2), Packets.Eof(3),
            Packets.Of(4, 0xFE, 0, 0, 2, 0, 0, 0, 0, 0), Packets.Eof(5));

        Assert.HasCount(1, run.Events);
        Assert.AreEqual("Eof@35-44:2!", run.Events[0]);
    }

    [TestMethod]
    public void An_end_of_nine_bytes_and_more_is_an_end_under_DEPRECATE_EOF()
    {
        var run = Run(ResponseContext.Query, Deprecate, Packets.Of(1, 1), Packets.Definition(2),
            Packets.Of(3, 0xFE, 0, 0, 2, 0, 0, 0, 3, (byte)'a', (byte)'b', (byte)'c'));

        Assert.AreEqual("Ok@13-28:2!", string.Join(' ', run.Events));
    }

    [TestMethod]
    public void A_binary_row_begins_with_zero_and_nothing_else()
    {
        byte[] head = [.. Packets.Of(1, 1), .. Packets.Definition(2), .. Packets.Of(3, 0, 0, 1)];
        var run = Run(ResponseContext.Execute, Deprecate, head, Packets.Ok(4, header: 0xFE));
        Assert.AreEqual("Ok@20-31:2!", string.Join(' ', run.Events));

        Packets.AssertThrows(ProtocolError.UnexpectedPacket, () =>
            Run(ResponseContext.Execute, Deprecate, head, Packets.Of(4, 1, 2, 3)));
    }

    [TestMethod]
    public void A_large_row_is_forwarded_while_it_comes()
    {
        var scanner = Begin(ResponseContext.Query, Classic);
        var run = new ScanRun(scanner);
        run.Feed([.. Packets.Of(1, 1), .. Packets.Definition(2), .. Packets.Eof(3)]);
        foreach (var value in Packets.Of(4, new byte[100_000]).AsSpan())
            run.Feed([value]);

        Assert.IsLessThanOrEqualTo(9, run.MostHeld);
        Assert.AreEqual(1, scanner.RowCount);
        Assert.IsFalse(scanner.IsComplete);
    }

    [TestMethod]
    public void Only_query_and_execute_have_more_results()
    {
        const ushort MoreResults = 0x0A;
        Assert.AreEqual("Ok@0-11:a", Run(ResponseContext.Query, Classic, Packets.Ok(1, MoreResults)).Events[0]);
        Assert.AreEqual("Ok@0-11:a", Run(ResponseContext.Execute, Classic, Packets.Ok(1, MoreResults)).Events[0]);
        Assert.AreEqual("Ok@0-11:a!", Run(ResponseContext.SimpleOk, Classic, Packets.Ok(1, MoreResults)).Events[0]);
        Assert.AreEqual("Eof@0-9:a!", Run(ResponseContext.Fetch, Classic, Packets.Eof(1, MoreResults)).Events[0]);
    }

    [TestMethod]
    public void MySQL_8_may_leave_the_definitions_out()
    {
        const CapabilityFlags Optional = CapabilityFlags.OptionalResultsetMetadata;
        var without = Run(ResponseContext.Query, Deprecate | Optional,
            Packets.Of(1, 0, 2), Packets.Of(2, 1, (byte)'x', 1, (byte)'y'), Packets.Ok(3, header: 0xFE));
        var with = Run(ResponseContext.Query, Deprecate | Optional,
            Packets.Of(1, 1, 1), Packets.Definition(2), Packets.Ok(3, header: 0xFE));
        var withoutClassic = Run(ResponseContext.Query, Classic | Optional,
            Packets.Of(1, 0, 1), Packets.Eof(2), Packets.Eof(3));
        var prepared = Run(ResponseContext.Prepare, Deprecate | Optional,
            Packets.Of(1, 0, 1, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0));

        Assert.AreEqual("Ok@14-25:2!", string.Join(' ', without.Events));
        Assert.AreEqual("Ok@14-25:2!", string.Join(' ', with.Events));
        Assert.AreEqual("Eof@15-24:2!", string.Join(' ', withoutClassic.Events));
        Assert.AreEqual("PrepareOk@0-17:1/1/2!", string.Join(' ', prepared.Events));
    }

    [TestMethod]
    public void A_progress_report_is_an_error_where_PROGRESS_is_not_negotiated()
    {
        var report = Packets.Of(1, 0xFF, 0xFF, 0xFF, 1, 1, 2, 0, 0, 0, 0);

        Assert.AreEqual("Error@0-14:65535!", Run(ResponseContext.Query, Classic, report).Events[0]);
        var scanner = new ResponseScanner();
        scanner.Begin(ResponseContext.Query, Classic, MariaDbCapabilities.Progress);
        var run = new ScanRun(scanner);
        run.Feed([.. report, .. Packets.Ok(2)]);
        Assert.AreEqual("Ok@14-25:2!", string.Join(' ', run.Events));
    }

    [TestMethod]
    public void A_file_is_sent_only_by_a_client_that_offered_to()
    {
        var request = Packets.Of(1, 0xFB, (byte)'f');

        Packets.AssertThrows(ProtocolError.UnexpectedPacket, () => Run(ResponseContext.Query, Classic, request));
        Assert.AreEqual("LocalInfile@0-6:0",
            Run(ResponseContext.Query, Classic | CapabilityFlags.LocalFiles, request).Events[0]);
    }

    [TestMethod]
    public void A_response_goes_on_behind_the_file_with_the_number_that_the_file_ended_at()
    {
        var scanner = Begin(ResponseContext.Query, Classic | CapabilityFlags.LocalFiles);
        var run = new ScanRun(scanner);
        run.Feed(Packets.Of(1, 0xFB, (byte)'f'));
        Packets.AssertThrows(ProtocolError.UnexpectedPacket, () => scanner.Scan(Packets.Ok(2), out _));

        scanner.ResumeAfterLocalInfile(9);
        run.Feed(Packets.Ok(9));

        Assert.AreEqual("LocalInfile@0-6:0 Ok@6-17:2!", string.Join(' ', run.Events));
        Assert.IsTrue(scanner.IsComplete);
        Assert.ThrowsExactly<InvalidOperationException>(() => scanner.ResumeAfterLocalInfile(1));
    }

    [TestMethod]
    public void Sequence_numbers_wrap_at_256()
    {
        var scanner = Begin(ResponseContext.Query, Deprecate);
        var run = new ScanRun(scanner);
        run.Feed([.. Packets.Of(1, 1), .. Packets.Definition(2)]);
        for (var i = 3; i < 1000; i++)
            run.Feed(Packets.Of((byte)i, 1, (byte)'x'));
        run.Feed(Packets.Ok(1000 & 0xFF, header: 0xFE));

        Assert.IsTrue(scanner.IsComplete);
        Assert.AreEqual(997, scanner.RowCount);
        Assert.AreEqual(1000 & 0xFF, scanner.LastSequence);
    }

    [TestMethod]
    public void The_reply_to_a_command_of_two_packets_has_number_2()
    {
        var scanner = new ResponseScanner();
        scanner.Begin(ResponseContext.SimpleOk, Classic, firstSequence: 2);
        Packets.AssertThrows(ProtocolError.WrongSequence, () => scanner.Scan(Packets.Ok(1), out _));

        Assert.AreEqual(11, scanner.Scan(Packets.Ok(2), out var found));
        Assert.IsTrue(found.IsLast);
    }

    [TestMethod]
    [DataRow(0, DisplayName = "column count")]
    [DataRow(5, DisplayName = "definition")]
    [DataRow(13, DisplayName = "row")]
    [DataRow(19, DisplayName = "second row")]
    [DataRow(25, DisplayName = "end")]
    public void A_wrong_sequence_number_is_found_and_leaves_the_state_as_it_was(int packet)
    {
        byte[] response =
        [
            .. Packets.Of(1, 1), .. Packets.Definition(2), .. Packets.Of(3, 1, 1), .. Packets.Of(4, 1, 1),
            .. Packets.Ok(5, header: 0xFE),
        ];
        var scanner = Begin(ResponseContext.Query, Deprecate);
        var good = response[..packet];
        Assert.AreEqual(packet, scanner.Scan(good, out _));
        var last = scanner.LastSequence;
        var bad = response[packet..];
        bad[3]++;

        Packets.AssertThrows(ProtocolError.WrongSequence, () => scanner.Scan(bad, out _));

        Assert.AreEqual(last, scanner.LastSequence);
        Assert.IsTrue(scanner.AtPacketBoundary);
        bad[3]--;
        Assert.AreEqual(bad.Length, scanner.Scan(bad, out var found));
        Assert.IsTrue(found.IsLast);
    }

    [TestMethod]
    public void A_packet_that_must_be_seen_whole_has_a_bound()
    {
        var atBound = new byte[ResponseScanner.MaxInspectedPacket];
        atBound[0] = 0xFF;
        byte[] aboveBound = [.. atBound, 0];

        Assert.HasCount(1, Run(ResponseContext.Query, Classic, Packets.Of(1, atBound)).Events);
        // Refused by its header, before the bytes have come.
        Packets.AssertThrows(ProtocolError.TooLarge, () =>
            Run(ResponseContext.Query, Classic, Packets.Of(1, aboveBound)[..5]));
    }

    [TestMethod]
    public void Bytes_behind_the_end_are_no_part_of_a_response()
    {
        var scanner = Begin(ResponseContext.SimpleOk, Classic);
        Assert.AreEqual(11, scanner.Scan(Packets.Ok(1), out _));

        Assert.AreEqual(0, scanner.Scan([], out var found));
        Assert.AreEqual(ScanEventKind.NeedMore, found.Kind);
        Packets.AssertThrows(ProtocolError.UnexpectedPacket, () => scanner.Scan([0], out _));
    }

    [TestMethod]
    public void Nothing_is_passed_before_the_first_packet_is_decided()
    {
        var scanner = Begin(ResponseContext.SimpleOk, Classic);
        Assert.AreEqual(0, scanner.Scan(Packets.Ok(1).AsSpan(0, 10), out _));
        Assert.IsFalse(scanner.AnyPacketPassed);

        scanner.Scan(Packets.Ok(1), out _);
        Assert.IsTrue(scanner.AnyPacketPassed);
    }

    public static IEnumerable<object[]> WrongFirstPackets =>
    [
        [ResponseContext.SimpleOk, new byte[] { 0xFE, 0, 0, 2, 0 }],
        [ResponseContext.SimpleOk, new byte[] { 1 }],
        [ResponseContext.SimpleOk, Array.Empty<byte>()],
        [ResponseContext.EofOrOk, new byte[] { 1 }],
        [ResponseContext.Query, new byte[] { 0xFE, 0, 0, 2, 0 }],
        [ResponseContext.Query, new byte[] { 0 }],
        [ResponseContext.Query, new byte[] { 0xFD, 0, 0, 1 }],
        [ResponseContext.Query, new byte[] { 1, 1 }],
        [ResponseContext.Prepare, new byte[] { 1 }],
        [ResponseContext.Fetch, new byte[] { 1 }],
    ];

    [TestMethod]
    [DynamicData(nameof(WrongFirstPackets))]
    public void A_first_packet_of_another_kind_is_refused(ResponseContext context, byte[] payload) =>
        Packets.AssertThrows(ProtocolError.UnexpectedPacket, () => Run(context, Classic, Packets.Of(1, payload)));

    [TestMethod]
    public void A_scan_allocates_nothing()
    {
        var response = new MemoryStream();
        response.Write([.. Packets.Of(1, 1), .. Packets.Definition(2)]);
        for (var i = 3; i < 5000; i++)
            response.Write(Packets.Of((byte)i, 3, 1, 2, 3));
        response.Write(Packets.Ok(5000 & 0xFF, header: 0xFE));
        var bytes = response.ToArray();
        var scanner = new ResponseScanner();
        Walk(scanner, bytes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
            Walk(scanner, bytes);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.AreEqual(0, allocated);
        Assert.AreEqual(4997, scanner.RowCount);
        Assert.IsTrue(scanner.IsComplete);
    }

    private static void Walk(ResponseScanner scanner, ReadOnlySpan<byte> bytes)
    {
        scanner.Begin(ResponseContext.Query, Deprecate);
        const int ReadSize = 1000;
        var start = 0;
        for (var end = ReadSize; !scanner.IsComplete; end = Math.Min(end + ReadSize, bytes.Length))
            start += scanner.Scan(bytes[start..end], out _);
    }

    private static ResponseScanner Begin(ResponseContext context, CapabilityFlags capabilities)
    {
        var scanner = new ResponseScanner();
        scanner.Begin(context, capabilities);
        return scanner;
    }

    private static ScanRun Run(ResponseContext context, CapabilityFlags capabilities, params byte[][] packets)
    {
        var run = new ScanRun(Begin(context, capabilities));
        foreach (var packet in packets)
            run.Feed(packet);
        return run;
    }
}
