using System.Text;

namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>
/// Packets by hand, as the protocol pages write them; none of the project's encoders is used, so that they are checked too.
/// </summary>
internal static class Wire
{
    public const ushort Autocommit = 0x0002;
    public const ushort InTransaction = 0x0003;
    public const ushort MoreResults = 0x000A;
    public const ushort StateChanged = 0x4002;
    public const ushort CursorExists = 0x0042;
    public const ushort LastRowSent = 0x0082;

    public const uint LongPassword = 0x0000_0001;
    public const uint FoundRows = 0x0000_0002;
    public const uint ConnectWithDb = 0x0000_0008;
    public const uint LocalFiles = 0x0000_0080;
    public const uint IgnoreSpace = 0x0000_0100;
    public const uint Protocol41 = 0x0000_0200;
    public const uint Ssl = 0x0000_0800;
    public const uint Transactions = 0x0000_2000;
    public const uint SecureConnection = 0x0000_8000;
    public const uint MultiStatements = 0x0001_0000;
    public const uint MultiResults = 0x0002_0000;
    public const uint PluginAuth = 0x0008_0000;
    public const uint SessionTrack = 0x0080_0000;
    public const uint DeprecateEof = 0x0100_0000;

    /// <summary>A client without the flags that make the proxy send something before the first statement.</summary>
    public const uint PlainClient =
        LongPassword | ConnectWithDb | Protocol41 | Transactions | SecureConnection | MultiResults | PluginAuth;

    /// <summary>A MariaDB server of today without TLS, compression and LOCAL INFILE.</summary>
    public const uint ServerFlags = 0x81BF_F7DF & ~0x0000_0820u & ~0x0000_0080u;

    public const string NativePlugin = "mysql_native_password";

    /// <summary>The scramble of <see cref="Greeting"/>.</summary>
    public static ReadOnlySpan<byte> Scramble => "abcdefghijklmnopqrst"u8;

    /// <summary>A server's greeting.</summary>
    public static byte[] Greeting(
        string version = "5.5.5-10.11.14-MariaDB", uint flags = ServerFlags, string plugin = NativePlugin, byte id = 7) => Packet(
        0,
        [
            10, .. Text(version), 0, id, 0, 0, 0, .. Scramble[..8], 0, (byte)flags, (byte)(flags >> 8), 45, 2, 0,
            (byte)(flags >> 16), (byte)(flags >> 24), 21, .. new byte[10], .. Scramble[8..], 0, .. Text(plugin), 0,
        ]);

    /// <summary>One packet.</summary>
    public static byte[] Packet(int sequence, params ReadOnlySpan<byte> payload) =>
        [(byte)payload.Length, (byte)(payload.Length >> 8), (byte)(payload.Length >> 16), (byte)sequence, .. payload];

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A command as one packet with number 0.</summary>
    public static byte[] Command(byte code, string argument = "") => Packet(0, [code, .. Text(argument)]);

    public static byte[] Query(string sql) => Command(0x03, sql);

    /// <summary>A COM_QUERY of any length, cut into packets of 16 MiB.</summary>
    public static byte[] LongCommand(ReadOnlySpan<byte> payload)
    {
        const int Max = 0xFF_FFFF;
        var packets = new List<byte>(payload.Length + 16);
        for (int sequence = 0; ; sequence++)
        {
            ReadOnlySpan<byte> part = payload[..Math.Min(Max, payload.Length)];
            packets.AddRange([(byte)part.Length, (byte)(part.Length >> 8), (byte)(part.Length >> 16), (byte)sequence]);
            packets.AddRange(part);
            payload = payload[part.Length..];
            if (part.Length < Max)
                return [.. packets];
        }
    }

    /// <summary>A statement of an exact payload length, command byte included.</summary>
    public static byte[] PaddedQuery(string sql, int payloadLength, char padding = 'x', string end = "")
    {
        int fill = payloadLength - 1 - sql.Length - end.Length;
        return LongCommand([0x03, .. Text(sql + new string(padding, fill) + end)]);
    }

    public static byte[] Ok(int sequence = 1, ushort status = Autocommit, byte affected = 0, byte insertId = 0, byte warnings = 0) =>
        Packet(sequence, 0x00, affected, insertId, (byte)status, (byte)(status >> 8), warnings, 0);

    /// <summary>An OK with session changes, as a server with SESSION_TRACK sends it.</summary>
    public static byte[] OkWithChanges(int sequence, byte[] changes, ushort status = StateChanged) => Packet(
        sequence,
        [0x00, 0x00, 0x00, (byte)status, (byte)(status >> 8), 0x00, 0x00, 0x00, (byte)changes.Length, .. changes]);

    /// <summary>The change of the default schema.</summary>
    public static byte[] SchemaChange(string schema) =>
        [0x01, (byte)(schema.Length + 1), (byte)schema.Length, .. Text(schema)];

    /// <summary>The new value of a tracked variable.</summary>
    public static byte[] VariableChange(string name, string value) =>
        [0x00, (byte)(name.Length + value.Length + 2), (byte)name.Length, .. Text(name), (byte)value.Length, .. Text(value)];

    public static byte[] Eof(int sequence, ushort status = Autocommit) =>
        Packet(sequence, 0xFE, 0x00, 0x00, (byte)status, (byte)(status >> 8));

    public static byte[] Error(int sequence, int code, string state, string message) =>
        Packet(sequence, [0xFF, (byte)code, (byte)(code >> 8), .. Text($"#{state}{message}")]);

    /// <summary>A result of text columns named c0, c1, …</summary>
    /// <param name="rows">Null is SQL NULL.</param>
    public static byte[] Rows(string?[][] rows, bool deprecateEof = false, int sequence = 1, ushort status = Autocommit)
    {
        var result = new List<byte>();
        int columns = rows[0].Length;
        result.AddRange(Packet(sequence++, (byte)columns));
        for (int i = 0; i < columns; i++)
            result.AddRange(Packet(sequence++, Definition($"c{i}")));
        if (!deprecateEof)
            result.AddRange(Eof(sequence++, status));
        foreach (string?[] row in rows)
            result.AddRange(Packet(sequence++, Row(row)));
        result.AddRange(deprecateEof
            ? Packet(sequence, 0xFE, 0x00, 0x00, (byte)status, (byte)(status >> 8), 0x00, 0x00)
            : Eof(sequence, status));
        return [.. result];
    }

    /// <summary>A result of one value.</summary>
    public static byte[] Value(string? value, bool deprecateEof = false, int sequence = 1, ushort status = Autocommit) =>
        Rows([[value]], deprecateEof, sequence, status);

    public static byte[] Prepare(string sql) => Command(0x16, sql);

    /// <summary>A command for a prepared statement.</summary>
    public static byte[] Statement(byte code, uint id, params ReadOnlySpan<byte> rest) =>
        Packet(0, [code, .. BitConverter.GetBytes(id), .. rest]);

    /// <summary>COM_STMT_EXECUTE.</summary>
    /// <param name="parameters">NULL bitmap, flag, types, values; nothing for a statement without parameters.</param>
    public static byte[] Execute(uint id, params ReadOnlySpan<byte> parameters) =>
        Statement(0x17, id, [0, 1, 0, 0, 0, .. parameters]);

    /// <summary>COM_STMT_EXECUTE that opens a cursor.</summary>
    public static byte[] OpenCursor(uint id) => Statement(0x17, id, 1, 1, 0, 0, 0);

    public static byte[] LongData(uint id, ushort parameter, params ReadOnlySpan<byte> data) =>
        LongCommand([0x18, .. BitConverter.GetBytes(id), .. BitConverter.GetBytes(parameter), .. data]);

    /// <summary>The answer to a COM_STMT_PREPARE.</summary>
    public static byte[] Prepared(uint id, int parameters = 0, int columns = 1, bool deprecateEof = false)
    {
        var answer = new List<byte>(Packet(
            1, [0x00, .. BitConverter.GetBytes(id), (byte)columns, (byte)(columns >> 8), (byte)parameters, (byte)(parameters >> 8), 0, 0, 0]));
        int sequence = 2;
        foreach (int count in (ReadOnlySpan<int>)[parameters, columns])
        {
            for (int i = 0; i < count; i++)
                answer.AddRange(Packet(sequence++, Definition("?")));
            if (count > 0 && !deprecateEof)
                answer.AddRange(Eof(sequence++));
        }

        return [.. answer];
    }

    /// <summary>A result of one text column in the binary form.</summary>
    public static byte[] BinaryRows(
        string[] values, int sequence = 1, ushort status = Autocommit, bool deprecateEof = false)
    {
        var result = new List<byte>();
        result.AddRange(Packet(sequence++, 1));
        result.AddRange(Packet(sequence++, Definition("c0")));
        if (!deprecateEof)
            result.AddRange(Eof(sequence++, status));
        foreach (string value in values)
            result.AddRange(BinaryRow(sequence++, value));
        result.AddRange(deprecateEof
            ? Packet(sequence, 0xFE, 0x00, 0x00, (byte)status, (byte)(status >> 8), 0x00, 0x00)
            : Eof(sequence, status));
        return [.. result];
    }

    public static byte[] BinaryRow(int sequence, string value) =>
        Packet(sequence, [0x00, 0x00, (byte)value.Length, .. Text(value)]);

    /// <summary>The answer to an execution that opened a cursor on one text column.</summary>
    public static byte[] CursorOpened() => [.. Packet(1, 1), .. Packet(2, Definition("c0")), .. Eof(3, CursorExists)];

    /// <summary>The answer to a COM_STMT_FETCH.</summary>
    public static byte[] Fetched(ushort status, params ReadOnlySpan<string> values)
    {
        var rows = new List<byte>();
        int sequence = 1;
        foreach (string value in values)
            rows.AddRange(BinaryRow(sequence++, value));
        rows.AddRange(Eof(sequence, status));
        return [.. rows];
    }

    /// <summary>The payload of a text column's definition.</summary>
    public static byte[] Definition(string name) =>
    [
        3, .. "def"u8, 0, 0, 0, (byte)name.Length, .. Text(name), 0,
        0x0C, 45, 0, 0xFF, 0xFF, 0, 0, 0xFD, 0, 0, 0, 0, 0,
    ];

    private static byte[] Row(string?[] values)
    {
        var row = new List<byte>();
        foreach (string? value in values)
        {
            if (value is null)
            {
                row.Add(0xFB);
                continue;
            }

            row.Add((byte)value.Length);
            row.AddRange(Text(value));
        }

        return [.. row];
    }
}
