using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Statements;

namespace SceNettyProxy.Codecs.Tests.MySql.Statements;

/// <summary>Definitions out of the answer to a prepare, into a result that lacks them.</summary>
[TestClass]
public sealed class ColumnDefinitionsTests
{
    private static readonly byte[] A = [3, (byte)'d', (byte)'e', (byte)'f', 1, (byte)'a'];
    private static readonly byte[] B = [3, (byte)'d', (byte)'e', (byte)'f', 2, (byte)'b', (byte)'b'];

    [TestMethod]
    [DataRow(0, false)]
    [DataRow(2, false)]
    [DataRow(0, true)]
    [DataRow(2, true)]
    public void They_are_found_behind_the_parameters(int parameters, bool deprecateEof)
    {
        ColumnDefinitions definitions = Read(Answer(parameters, deprecateEof, A, B), parameters, 2, deprecateEof)!;
        Assert.AreEqual(2, definitions.Count);
        Assert.AreEqual(4 + A.Length + 4 + B.Length, definitions.Size);
        CollectionAssert.AreEqual(
            (byte[])[.. Packets.Of(1, 2, 1), .. Packets.Of(2, A), .. Packets.Of(3, B)], Describe(definitions, Packets.Of(1, 2, 0)));
    }

    [TestMethod]
    public void The_numbers_go_on_behind_that_of_the_head_and_wrap()
    {
        ColumnDefinitions definitions = Read(Answer(0, true, A, B), 0, 2, true)!;
        CollectionAssert.AreEqual(
            (byte[])[.. Packets.Of(254, 2, 1), .. Packets.Of(255, A), .. Packets.Of(0, B)],
            Describe(definitions, Packets.Of(254, 2, 0)));
    }

    [TestMethod]
    public void A_count_of_three_bytes_keeps_them()
    {
        byte[][] many = [.. Enumerable.Repeat(A, 300)];
        ColumnDefinitions definitions = Read(Answer(0, true, many), 0, 300, true)!;
        byte[] described = Describe(definitions, Packets.Of(1, 0xFC, 0x2C, 0x01, 0));
        CollectionAssert.AreEqual(Packets.Of(1, 0xFC, 0x2C, 0x01, 1), described[..8]);
        Assert.HasCount(8 + (300 * (4 + A.Length)), described);
        CollectionAssert.AreEqual(Packets.Of(301 % 256, A), described[^(4 + A.Length)..]);
    }

    [TestMethod]
    public void Their_digest_is_that_of_the_scanner()
    {
        byte[] answer = Answer(1, false, A, B);
        var scanner = new ResponseScanner();
        scanner.Begin(ResponseContext.Prepare, CapabilityFlags.None, MariaDbCapabilities.CacheMetadata);
        new ScanRun(scanner).Feed(answer);
        Assert.AreEqual(scanner.ColumnsDigest, Read(answer, 1, 2, false)!.Digest);
    }

    [TestMethod]
    public void A_statement_without_columns_has_none()
    {
        ColumnDefinitions definitions = Read(Answer(1, false), 1, 0, false)!;
        Assert.AreEqual((0, 0), (definitions.Count, definitions.Size));
    }

    [TestMethod]
    public void An_answer_that_leaves_them_out_gives_nothing() => Assert.IsNull(Read(Answer(0, true), 0, 2, true));

    private static ColumnDefinitions? Read(byte[] answer, int parameters, int columns, bool deprecateEof) =>
        ColumnDefinitions.FromPrepare(
            answer,
            new ScanEvent { Kind = ScanEventKind.PrepareOk, Params = (ushort)parameters, Columns = (ushort)columns },
            deprecateEof ? CapabilityFlags.DeprecateEof : CapabilityFlags.None);

    private static byte[] Describe(ColumnDefinitions definitions, byte[] head)
    {
        IByteBuffer output = Unpooled.Buffer();
        definitions.Describe(head, output);
        byte[] bytes = new byte[output.ReadableBytes];
        output.ReadBytes(bytes);
        return bytes;
    }

    private static byte[] Answer(int parameters, bool deprecateEof, params byte[][] columns)
    {
        byte sequence = 2;
        List<byte> answer =
            [.. Packets.Of(1, 0, 7, 0, 0, 0, (byte)columns.Length, (byte)(columns.Length >> 8), (byte)parameters, 0, 0, 0, 0)];
        for (int i = 0; i < parameters; i++)
            answer.AddRange(Packets.Definition(sequence++));
        if (parameters > 0 && !deprecateEof)
            answer.AddRange(Packets.Eof(sequence++));
        foreach (byte[] column in columns)
            answer.AddRange(Packets.Of(sequence++, column));
        if (columns.Length > 0 && !deprecateEof)
            answer.AddRange(Packets.Eof(sequence));
        return [.. answer];
    }
}
