using System.Text;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// COM_CHANGE_USER: another login on the same connection; protocol page "COM_CHANGE_USER". Which fields there are depends on
/// the capabilities of the login before.
/// <code>
/// size    field
/// 1       0x11
/// NUL     user name
/// 1 + n   authentication data with a length byte, under SecureConnection (also under PluginAuthLenencData)
/// NUL     authentication data, else
/// NUL     database; empty for none
/// 2       collation; missing from old clients, and so is what follows
/// NUL     name of the authentication plugin, under PluginAuth
/// lenenc  connect attributes, under ConnectAttrs
/// </code>
/// </summary>
public sealed record ChangeUserPayload
{
    public required string UserName { get; init; }

    /// <summary>An answer to the scramble of the greeting, which servers do not look at where they may switch.</summary>
    public byte[] AuthResponse { get; init; } = [];

    /// <summary>Null for none.</summary>
    public string? Database { get; init; }

    /// <summary>Null where the client says none.</summary>
    public ushort? Collation { get; init; }

    /// <summary>Null where the client names none.</summary>
    public string? AuthPlugin { get; init; }

    /// <summary>Null where the client sends none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? ConnectAttributes { get; init; }

    /// <param name="payload">With the command's byte.</param>
    /// <param name="capabilities">As negotiated at the login.</param>
    /// <exception cref="MySqlProtocolException">The payload is cut off or malformed.</exception>
    public static ChangeUserPayload Parse(ReadOnlySpan<byte> payload, CapabilityFlags capabilities)
    {
        var reader = new PayloadReader(payload);
        if (reader.ReadByte() != (byte)CommandCode.ChangeUser)
            MySqlProtocolException.Throw(ProtocolError.UnexpectedPacket, "COM_CHANGE_USER was due.");
        string user = Encoding.UTF8.GetString(reader.ReadNullTerminated());
        byte[] answer = capabilities.HasFlag(CapabilityFlags.SecureConnection)
            ? reader.ReadBytes(reader.ReadByte()).ToArray()
            : reader.ReadNullTerminated().ToArray();
        string database = Encoding.UTF8.GetString(reader.ReadNullTerminatedOrRest());
        return new ChangeUserPayload
        {
            UserName = user,
            AuthResponse = answer,
            Database = database.Length == 0 ? null : database,
            Collation = reader.Remaining > 0 ? reader.ReadUInt16() : null,
            AuthPlugin = capabilities.HasFlag(CapabilityFlags.PluginAuth) && reader.Remaining > 0
                ? Encoding.UTF8.GetString(reader.ReadNullTerminatedOrRest())
                : null,
            ConnectAttributes = capabilities.HasFlag(CapabilityFlags.ConnectAttrs) && reader.Remaining > 0
                ? HandshakeResponse41.ReadAttributes(reader.ReadLengthEncodedString())
                : null,
        };
    }
}
