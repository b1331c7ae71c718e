using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Codecs.Tests.MySql;

/// <summary>ERR, EOF, command names and collations.</summary>
[TestClass]
public sealed class SmallPayloadTests
{
    [TestMethod]
    public void A_captured_error_is_read_and_written()
    {
        var payload = Capture.Of("classic-initdb-missing").FirstPayload;
        var error = ErrPayload.Parse(payload);

        Assert.AreEqual(new ErrPayload(1049, "42000", "Unknown database 'nosuch'"), error);
        Assert.AreEqual(Convert.ToHexString(payload), Written(error.Write));
    }

    [TestMethod]
    public void An_error_before_the_greeting_has_no_SQLSTATE()
    {
        byte[] payload = [0xFF, 0x10, 0x04, .. "Too many connections"u8];

        Assert.AreEqual(new ErrPayload(1040, "HY000", "Too many connections"), ErrPayload.Parse(payload));
        Assert.AreEqual(Convert.ToHexString(payload),
            Written(output => ErrPayload.Write(output, 1040, "08004", "Too many connections", withSqlState: false)));
    }

    [TestMethod]
    public void A_cut_off_error_is_refused()
    {
        Packets.AssertThrows(ProtocolError.Truncated, () => ErrPayload.Parse([0xFF, 1]));
        Packets.AssertThrows(ProtocolError.Truncated, () => ErrPayload.Parse([0xFF, 1, 0, (byte)'#', (byte)'4']));
        Packets.AssertThrows(ProtocolError.UnexpectedPacket, () => ErrPayload.Parse([0, 1, 0]));
    }

    [TestMethod]
    public void A_captured_progress_report_is_no_error()
    {
        Assert.IsTrue(ErrPayload.IsProgress(Capture.Of("mariadb-progress").FirstPayload));
        Assert.IsFalse(ErrPayload.IsProgress(Capture.Of("classic-syntax").FirstPayload));
        Assert.IsFalse(ErrPayload.IsProgress([0xFF, 0xFF]));
    }

    [TestMethod]
    public void A_captured_EOF_is_read_and_written()
    {
        var payload = Capture.Of("classic-setoption").FirstPayload;
        var eof = EofPayload.Parse(payload);

        Assert.AreEqual(new EofPayload(0, ServerStatus.Autocommit), eof);
        Assert.AreEqual(Convert.ToHexString(payload), Written(eof.Write));
        Packets.AssertThrows(ProtocolError.ObsoleteProtocol, () => EofPayload.Parse([0xFE]));
        Packets.AssertThrows(ProtocolError.Truncated, () => EofPayload.Parse([0xFE, 0, 0, 2]));
        Packets.AssertThrows(ProtocolError.UnexpectedPacket, () => EofPayload.Parse(new byte[9]));
    }

    [TestMethod]
    [DataRow(CommandCode.Query, "COM_QUERY")]
    [DataRow(CommandCode.InitDb, "COM_INIT_DB")]
    [DataRow(CommandCode.StmtSendLongData, "COM_STMT_SEND_LONG_DATA")]
    [DataRow(CommandCode.BinlogDumpGtid, "COM_BINLOG_DUMP_GTID")]
    [DataRow((CommandCode)99, "COM_99")]
    public void A_command_has_the_name_of_the_protocol(CommandCode command, string name) =>
        Assert.AreEqual(name, CommandNames.Of((byte)command));

    [TestMethod]
    [DataRow(1, "big5", "big5_chinese_ci", true)]
    [DataRow(8, "latin1", "latin1_swedish_ci", true)]
    [DataRow(28, "gbk", "gbk_chinese_ci", true)]
    [DataRow(33, "utf8mb3", "utf8mb3_general_ci", true)]
    [DataRow(45, "utf8mb4", "utf8mb4_general_ci", true)]
    [DataRow(46, "utf8mb4", "utf8mb4_bin", false)]
    [DataRow(63, "binary", "binary", true)]
    [DataRow(255, "utf8mb4", "utf8mb4_0900_ai_ci", false)]
    [DataRow(309, "utf8mb4", "utf8mb4_0900_bin", false)]
    [DataRow(323, "utf8mb4", "utf8mb4_mn_cyrl_0900_as_cs", false)]
    [DataRow(2048, "utf8mb3", "utf8mb3_uca1400_ai_ci", false)]
    [DataRow(2308, "utf8mb4", "utf8mb4_uca1400_nopad_ai_ci", false)]
    [DataRow(3271, "utf32", "utf32_uca1400_croatian_nopad_as_cs", false)]
    public void A_collation_has_the_id_that_servers_give_it(int id, string charset, string name, bool isDefault)
    {
        Assert.IsTrue(Collations.TryGet(id, out var info));
        Assert.AreEqual(new CollationInfo(id, charset, name, isDefault), info);
    }

    [TestMethod]
    public void Collations_are_as_many_as_the_servers_have()
    {
        // MariaDB 10.11 has 1242, MySQL 8 adds 63 of utf8mb4, 3 of gb18030 and one of utf8mb3.
        Assert.AreEqual(1242 + 63 + 3 + 1, Enumerable.Range(0, 4096).Count(id => Collations.TryGet(id, out _)));
        Assert.IsFalse(Collations.TryGet(2048 + (21 * 8), out _));
    }

    [TestMethod]
    [DataRow("utf8mb4", 45)]
    [DataRow("UTF8", 33)]
    [DataRow("latin1", 8)]
    [DataRow("gb18030", 248)]
    public void A_character_set_has_a_default_collation(string charset, int id)
    {
        Assert.IsTrue(Collations.TryGetDefault(charset, out var info));
        Assert.AreEqual(id, info.Id);
        Assert.IsFalse(Collations.TryGetDefault("no such", out _));
    }

    private static string Written(Action<IByteBuffer> write)
    {
        var output = Unpooled.Buffer();
        write(output);
        return Convert.ToHexString(output.Array, output.ArrayOffset + output.ReaderIndex, output.ReadableBytes);
    }
}
