using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SceNettyProxy.Handlers.Tests.Rig.Quiet;

/// <summary>
/// What a server answers, out of arrays made before: it greets, lets everybody in, agrees to what sets a session up, and gives one
/// answer to each kind of command.
/// </summary>
internal sealed class ServerScript
{
    private const int HeaderSize = 4;
    private const byte Query = 0x03;
    private const byte Prepare = 0x16;
    private const byte Execute = 0x17;

    private static readonly byte[] Modes = Wire.Rows([["STRICT_TRANS_TABLES", "0"]]);
    private static readonly byte[] Agreed = Wire.Ok();
    private static readonly byte[] SetOptionAgreed = Wire.Eof(1);

    private readonly Queue<byte[]> due = new();
    private bool isLoggedIn;

    public ServerScript() => due.Enqueue(Wire.Greeting());

    /// <summary>To every other COM_QUERY.</summary>
    public static byte[] TextAnswer { get; } = Wire.Value(new string('x', 119));

    /// <summary>A COM_QUERY that gets <see cref="LargeAnswer"/>.</summary>
    public static ReadOnlySpan<byte> Large => "SELECT large FROM t"u8;

    /// <summary>8 MB of rows.</summary>
    public static byte[] LargeAnswer { get; } = Wire.Rows([.. Enumerable.Repeat<string[]>([new string('x', 8_000)], 1_000)]);

    /// <summary>To every COM_STMT_EXECUTE.</summary>
    public static byte[] BinaryAnswer { get; } = Wire.BinaryRows([new string('x', 119)]);

    /// <summary>Commands that it has answered by one of the answers above.</summary>
    public int Statements { get; private set; }

    /// <summary>The next answer that is to be sent.</summary>
    public bool TryTake([NotNullWhen(true)] out byte[]? answer) => due.TryDequeue(out answer);

    /// <summary>Takes whole packets in.</summary>
    /// <returns>How many bytes they were; the rest is the beginning of another.</returns>
    public int Receive(ReadOnlySpan<byte> bytes)
    {
        int taken = 0;
        while (bytes.Length - taken >= HeaderSize)
        {
            ReadOnlySpan<byte> packet = bytes[taken..];
            int length = packet[0] | packet[1] << 8 | packet[2] << 16;
            if (packet.Length < HeaderSize + length)
                break;
            if (isLoggedIn)
                OnCommand(packet.Slice(HeaderSize, length));
            else
                due.Enqueue(Wire.Ok(2));
            isLoggedIn = true;
            taken += HeaderSize + length;
        }

        return taken;
    }

    private void OnCommand(ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> text = payload[1..];
        switch (payload[0])
        {
            case Query when text.StartsWith("SELECT @@session.sql_mode"u8):
                due.Enqueue(Modes);
                break;
            case Query when text.StartsWith("SET "u8):
                due.Enqueue(Agreed);
                break;
            case Query when text.SequenceEqual(Large):
                Statements++;
                due.Enqueue(LargeAnswer);
                break;
            case Query:
                Statements++;
                due.Enqueue(TextAnswer);
                break;
            case Execute:
                Statements++;
                due.Enqueue(BinaryAnswer);
                break;
            case Prepare:
                due.Enqueue(Wire.Prepared(1, parameters: 1));
                break;
            case 0x01:
                break;
            case 0x1B:
                due.Enqueue(SetOptionAgreed);
                break;
            case 0x02 or 0x1F or 0x0E:
                due.Enqueue(Agreed);
                break;
            default:
                throw new InvalidOperationException($"a command that nobody has thought of: {Encoding.Latin1.GetString(payload)}");
        }
    }
}
