using System.Text;
using DotNetty.Transport.Channels;

namespace SceNettyProxy.Handlers.Tests.Rig.Quiet;

/// <summary>
/// A server that answers out of arrays made before: it greets, lets everybody in, agrees to what sets a session up, and gives one
/// answer to each kind of command. <see cref="Answer"/> sends what is due.
/// </summary>
internal sealed class QuietServer
{
    private const int HeaderSize = 4;
    private const byte Query = 0x03;
    private const byte Prepare = 0x16;
    private const byte Execute = 0x17;

    private static readonly byte[] Modes = Wire.Rows([["STRICT_TRANS_TABLES", "0"]]);
    private static readonly byte[] Agreed = Wire.Ok();
    private static readonly byte[] SetOptionAgreed = Wire.Eof(1);

    private readonly QuietChannel channel;
    private readonly Queue<byte[]> due = new();
    private bool isLoggedIn;

    public QuietServer(QuietChannel channel)
    {
        this.channel = channel;
        channel.Sent = OnSent;
        due.Enqueue(Wire.Greeting());
    }

    public IChannel Channel => channel;

    /// <summary>To every other COM_QUERY.</summary>
    public static byte[] TextAnswer { get; } = Wire.Value(new string('x', 119));

    /// <summary>To every COM_STMT_EXECUTE.</summary>
    public static byte[] BinaryAnswer { get; } = Wire.BinaryRows([new string('x', 119)]);

    /// <summary>Commands that it has answered by one of the answers above.</summary>
    public int Statements { get; private set; }

    /// <summary>Where it was written to, each a system call on a socket.</summary>
    public long Writes => channel.Writes;

    /// <summary>Sends what is due; false when that was nothing.</summary>
    public bool Answer()
    {
        if (due.Count == 0)
            return false;
        while (due.TryDequeue(out byte[]? answer))
            channel.Deliver(answer);
        return true;
    }

    private void OnSent(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > HeaderSize)
        {
            int length = bytes[0] | bytes[1] << 8 | bytes[2] << 16;
            ReadOnlySpan<byte> payload = bytes.Slice(HeaderSize, length);
            bytes = bytes[(HeaderSize + length)..];
            if (isLoggedIn)
                OnCommand(payload);
            else
                due.Enqueue(Wire.Ok(2));
            isLoggedIn = true;
        }
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
