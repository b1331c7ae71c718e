using System.Text;
using System.Text.Unicode;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Extensions.Sessions;
using SceNettyProxy.Handlers.Frontend;

namespace SceNettyProxy.Handlers.Custom.Interceptors;

/// <summary>
/// A command as interceptors see it. One per session, used again for every command; nothing is allocated unless an interceptor
/// asks for the text as a string, or the text came in several packets.
/// </summary>
internal sealed class CommandView : InterceptedCommand
{
    private SessionInfo session = new();
    private CommandKind kind;
    private StatementBatch? batch;
    private string schema = "";
    private ReadOnlyMemory<byte> bytes;
    private bool isWhole;
    private string? text;

    public override SessionInfo Session => session;

    public override CommandKind Kind => kind;

    public override ReadOnlyMemory<byte> TextBytes => bytes;

    public override string Text => text ??= TextEncoding.GetString(bytes.Span);

    public override Encoding TextEncoding => Utf8.IsValid(bytes.Span) ? Encoding.UTF8 : Encoding.Latin1;

    public override bool IsTextWhole => isWhole;

    public override int StatementCount => batch?.Count ?? 0;

    public override bool IsRead => batch is { IsRead: true };

    public override string Schema => schema;

    public override string Verb(int statement) => VerbNames.Of(batch![statement].Verb);

    /// <summary>Looks at a command; valid until its packets change.</summary>
    public void Look(SessionInfo of, CommandKind how, ClientCommand command, string currentSchema)
    {
        session = of;
        kind = how;
        batch = command.Batch;
        schema = currentSchema;
        text = null;
        if (how == CommandKind.Execute)
        {
            byte[]? prepared = command.Statement!.Text;
            bytes = prepared;
            isWhole = prepared is not null;
            return;
        }

        isWhole = command.HasAllPackets && batch is not null;
        bytes = TextOf(command);
    }

    /// <summary>Forgets the command, whose buffer may be released.</summary>
    public void LookAway()
    {
        bytes = default;
        text = null;
        batch = null;
        State = null;
    }

    /// <summary>The same with a text of its own, for a call that outlives the buffer.</summary>
    public CommandView Detach()
    {
        var copy = (CommandView)MemberwiseClone();
        copy.bytes = bytes.ToArray();
        return copy;
    }

    /// <summary>Without the headers of packets in between.</summary>
    private static ReadOnlyMemory<byte> TextOf(ClientCommand command)
    {
        var packets = new ReadOnlyMemory<byte>(
            command.Packets.Array,
            command.Packets.ArrayOffset + command.Packets.ReaderIndex,
            command.Packets.ReadableBytes);
        int first = PacketHeader.ReadLength(packets.Span);
        if (first < PacketHeader.MaxPayload || packets.Length <= PacketHeader.Size + first)
            return packets[(PacketHeader.Size + command.TextOffset)..];

        byte[] joined = new byte[packets.Length];
        int length = 0;
        while (packets.Length >= PacketHeader.Size)
        {
            int payload = Math.Min(PacketHeader.ReadLength(packets.Span), packets.Length - PacketHeader.Size);
            packets.Slice(PacketHeader.Size, payload).CopyTo(joined.AsMemory(length));
            length += payload;
            packets = packets[(PacketHeader.Size + payload)..];
        }

        return joined.AsMemory(command.TextOffset, length - command.TextOffset);
    }
}
