using System.Buffers;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>
/// A command of the proxy's own: the response is swallowed, checked and told to <c>done</c>, which runs exactly once, on
/// the loop; with <see cref="IsLost"/> when the connection went before the response was whole.
/// </summary>
internal sealed class InternalExchange : Exchange
{
    /// <summary>Longest response that is kept, in bytes.</summary>
    public const int MaxResponse = 1 << 20;

    private readonly Action<InternalExchange> done;
    private ArrayBufferWriter<byte>? response;

    public InternalExchange(ResponseContext context, Action<InternalExchange> done)
    {
        Context = context;
        this.done = done;
    }

    /// <summary>The server's error; null when it said OK.</summary>
    public ushort? ErrorCode { get; private set; }

    public string ErrorMessage { get; private set; } = "";

    /// <summary>There is no answer and never will be.</summary>
    public bool IsLost { get; private set; }

    public bool IsOk => ErrorCode is null && !IsLost;

    /// <summary>The values of the single row of a result, in text; null for SQL NULL.</summary>
    /// <exception cref="MySqlProtocolException">The response holds no row or is malformed.</exception>
    public InternalRow ReadRow(CapabilityFlags capabilities, MariaDbCapabilities mariaDb) =>
        InternalRow.Parse(response is null ? default : response.WrittenSpan, capabilities, mariaDb);

    public void Append(ReadOnlySpan<byte> packets)
    {
        response ??= new ArrayBufferWriter<byte>(256);
        if (response.WrittenCount + packets.Length > MaxResponse)
            throw new MySqlProtocolException(ProtocolError.TooLarge, "the answer to a statement of the proxy's own is too long");
        response.Write(packets);
    }

    public void SetError(ReadOnlySpan<byte> payload)
    {
        ErrPayload error = ErrPayload.Parse(payload);
        ErrorCode = error.Code;
        ErrorMessage = error.Message;
    }

    public void Complete() => done(this);

    public void Lose()
    {
        IsLost = true;
        done(this);
    }
}
