using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Codecs.Tests.MySql.Statements;

/// <summary>The digest of the column definitions that a scanner has passed.</summary>
[TestClass]
public sealed class ColumnsDigestTests
{
    private static readonly byte[] A = [3, (byte)'d', (byte)'e', (byte)'f', 1, (byte)'a', 0];
    private static readonly byte[] B = [3, (byte)'d', (byte)'e', (byte)'f', 1, (byte)'b', 9];
    private static readonly byte[] Parameter = [3, (byte)'d', (byte)'e', (byte)'f', 1, (byte)'?'];
    private static readonly byte[] End = Packets.Eof(0)[4..];

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_result_has_the_digest_of_the_prepare_that_described_it(bool deprecateEof)
    {
        ulong? prepared = Of(ResponseContext.Prepare, deprecateEof, Prepared(7, 1, deprecateEof, A, B));
        Assert.IsNotNull(prepared);
        Assert.AreEqual(prepared, Of(ResponseContext.Execute, deprecateEof, Result(deprecateEof, A, B)));
    }

    [TestMethod]
    public void Only_the_columns_count()
    {
        ulong? digest = Of(ResponseContext.Prepare, false, Prepared(7, 0, false, A, B));
        Assert.AreEqual(digest, Of(ResponseContext.Prepare, false, Prepared(8, 0, false, A, B)), "another id");
        Assert.AreEqual(digest, Of(ResponseContext.Prepare, false, Prepared(7, 3, false, A, B)), "parameters");
    }

    [TestMethod]
    public void Without_columns_the_parameters_do_not_count_either() => Assert.AreEqual(
        Of(ResponseContext.Prepare, false, Prepared(7, 0, false)), Of(ResponseContext.Prepare, false, Prepared(7, 2, false)));

    [TestMethod]
    public void Every_byte_of_a_definition_counts_and_so_do_their_order_and_number()
    {
        ulong? whole = Digest(A, B);
        for (int i = 1; i < A.Length; i++)
        {
            byte[] changed = [.. A];
            changed[i] ^= 0x40;
            Assert.AreNotEqual(whole, Digest(changed, B), $"byte {i}");
        }

        Assert.AreNotEqual(whole, Digest(B, A));
        Assert.AreNotEqual(whole, Digest(A));
        Assert.AreNotEqual(whole, Digest(A, B, A));
        Assert.AreNotEqual(whole, Digest([.. A, B[0]], B[1..]), "the same bytes, cut otherwise");
    }

    [TestMethod]
    public void Where_the_answer_is_cut_does_not_count_and_only_whole_lists_have_a_digest()
    {
        byte[] result = Result(false, A, B);
        ulong? whole = Digest(A, B);
        int first = 4 + 2;
        int last = first + 4 + A.Length + 4 + B.Length;
        for (int cut = 1; cut < result.Length; cut++)
        {
            ResponseScanner scanner = Scanner(ResponseContext.Execute, false);
            var run = new ScanRun(scanner);
            run.Feed(result.AsSpan(0, cut));
            Assert.AreEqual(cut >= last ? whole : null, scanner.ColumnsDigest, $"cut at {cut}");
            run.Feed(result.AsSpan(cut));
            Assert.AreEqual(whole, scanner.ColumnsDigest, $"cut at {cut}");
        }

        ResponseScanner bytewise = Scanner(ResponseContext.Execute, false);
        var bytes = new ScanRun(bytewise);
        foreach (byte value in result)
            bytes.Feed([value]);
        Assert.AreEqual(whole, bytewise.ColumnsDigest);
    }

    [TestMethod]
    public void Of_several_results_it_is_the_last_one_and_none_where_that_has_no_definitions()
    {
        byte[] more = Packets.Eof(0, 0x0A)[4..];
        byte[][] head = [[1, 1], A, more, more];
        Assert.AreEqual(Digest(B), Of(ResponseContext.Execute, false, Numbered([.. head, [1, 1], B, End, End])));
        Assert.IsNull(Of(ResponseContext.Execute, false, Numbered([.. head, [1, 0], End, End])));
    }

    [TestMethod]
    public void A_report_of_progress_between_definitions_does_not_count()
    {
        byte[] report = [0xFF, 0xFF, 0xFF, 1, 1, 1, 0, 0, 0, 0];
        byte[] result = Numbered([[2, 1], A, report, B, End, End]);
        var scanner = new ResponseScanner();
        scanner.Begin(
            ResponseContext.Execute, CapabilityFlags.None, MariaDbCapabilities.CacheMetadata | MariaDbCapabilities.Progress);
        new ScanRun(scanner).Feed(result);
        Assert.AreEqual(Digest(A, B), scanner.ColumnsDigest);
    }

    [TestMethod]
    public void There_is_none_without_the_flag_nor_for_a_text_result()
    {
        var scanner = new ResponseScanner();
        scanner.Begin(ResponseContext.Prepare, CapabilityFlags.None);
        new ScanRun(scanner).Feed(Prepared(7, 1, false, A));
        Assert.IsNull(scanner.ColumnsDigest);
        Assert.IsNull(Of(ResponseContext.Query, false, Result(false, A)));
    }

    private static ulong? Digest(params byte[][] definitions) => Of(ResponseContext.Execute, false, Result(false, definitions));

    private static ulong? Of(ResponseContext context, bool deprecateEof, byte[] response)
    {
        ResponseScanner scanner = Scanner(context, deprecateEof);
        new ScanRun(scanner).Feed(response);
        Assert.IsTrue(scanner.IsComplete);
        return scanner.ColumnsDigest;
    }

    private static ResponseScanner Scanner(ResponseContext context, bool deprecateEof)
    {
        var scanner = new ResponseScanner();
        scanner.Begin(
            context, deprecateEof ? CapabilityFlags.DeprecateEof : CapabilityFlags.None, MariaDbCapabilities.CacheMetadata);
        return scanner;
    }

    private static byte[] Prepared(byte id, byte parameters, bool deprecateEof, params byte[][] columns)
    {
        List<byte[]> payloads = [[0, id, 0, 0, 0, (byte)columns.Length, 0, parameters, 0, 0, 0, 0]];
        for (int i = 0; i < parameters; i++)
            payloads.Add(Parameter);
        if (parameters > 0 && !deprecateEof)
            payloads.Add(End);
        payloads.AddRange(columns);
        if (columns.Length > 0 && !deprecateEof)
            payloads.Add(End);
        return Numbered([.. payloads]);
    }

    private static byte[] Result(bool deprecateEof, params byte[][] columns) => deprecateEof
        ? Numbered([[(byte)columns.Length, 1], .. columns, [0, 0, 1], Packets.Ok(0, header: 0xFE)[4..]])
        : Numbered([[(byte)columns.Length, 1], .. columns, End, [0, 0, 1], End]);

    private static byte[] Numbered(byte[][] payloads) => [.. payloads.SelectMany(static (payload, i) => Packets.Of((byte)(i + 1), payload))];
}
