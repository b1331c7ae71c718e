using System.Buffers;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Statements;
using SceNettyProxy.Tenancy.Errors;

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

    /// <param name="keepsResponse">The response is kept for <see cref="ReadRow"/> or <see cref="ReadColumns"/>.</param>
    public InternalExchange(ResponseContext context, Action<InternalExchange> done, bool keepsResponse = false)
    {
        Context = context;
        this.done = done;
        response = keepsResponse ? new ArrayBufferWriter<byte>(256) : null;
    }

    /// <summary>The server's error; null when it said OK.</summary>
    public SceError? Error { get; private set; }

    /// <summary>The code of <see cref="Error"/>.</summary>
    public ushort? ErrorCode => Error?.Code;

    /// <summary>The header of the answer to a COM_STMT_PREPARE.</summary>
    public ScanEvent Prepared { get; set; }

    /// <summary>See <see cref="ResponseScanner.ColumnsDigest"/>.</summary>
    public ulong? ColumnsDigest { get; set; }

    /// <summary>There is no answer and never will be.</summary>
    public bool IsLost { get; private set; }

    public bool IsOk => Error is null && !IsLost;

    /// <summary>The values of the single row of a result, in text; null for SQL NULL.</summary>
    /// <exception cref="MySqlProtocolException">The response holds no row or is malformed.</exception>
    public InternalRow ReadRow(CapabilityFlags capabilities, MariaDbCapabilities mariaDb) =>
        InternalRow.Parse(response is null ? default : response.WrittenSpan, capabilities, mariaDb);

    /// <summary>The definitions of the columns in the answer to a COM_STMT_PREPARE; null where it was longer than
    /// <see cref="MaxResponse"/>.</summary>
    public ColumnDefinitions? ReadColumns(CapabilityFlags capabilities) =>
        response is null ? null : ColumnDefinitions.FromPrepare(response.WrittenSpan, Prepared, capabilities);

    public void Append(ReadOnlySpan<byte> packets)
    {
        if (response is null)
            return;
        if (response.WrittenCount + packets.Length > MaxResponse)
        {
            if (Context != ResponseContext.Prepare)
                throw new MySqlProtocolException(ProtocolError.TooLarge, "the answer to a statement of the proxy's own is too long");
            response = null;
            return;
        }

        response.Write(packets);
    }

    public void SetError(ReadOnlySpan<byte> payload)
    {
        ErrPayload error = ErrPayload.Parse(payload);
        Error = new SceError(error.Code, error.SqlState, error.Message);
    }

    public void Complete() => done(this);

    public void Lose()
    {
        IsLost = true;
        done(this);
    }
}
