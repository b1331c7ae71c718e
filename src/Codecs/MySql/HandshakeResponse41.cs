using System.Text;
using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// The login of a client; protocol page "Protocol::HandshakeResponse41".
/// <code>
/// size    field
/// 4       capability flags
/// 4       largest packet, in bytes
/// 1       collation
/// 19      zero
/// 4       MariaDB's extended capabilities, where LongPassword is off; else zero
/// NUL     user name
/// lenenc  authentication data, under PluginAuthLenencData
/// 1 + n   authentication data with a length byte, else under SecureConnection
/// NUL     authentication data, else
/// NUL     database, under ConnectWithDb
/// NUL     name of the authentication plugin, under PluginAuth
/// lenenc  connect attributes, under ConnectAttrs: names and values, each a string of its own length
/// 1       compression level, under ZstdCompression
/// </code>
/// </summary>
public sealed record HandshakeResponse41
{
    /// <summary>The most bytes that all connect attributes together may take.</summary>
    public const int MaxAttributeBytes = 64 * 1024;

    private const int ReservedBytes = 19;

    public required CapabilityFlags Capabilities { get; init; }

    /// <summary>None where <see cref="CapabilityFlags.LongPassword"/> is on.</summary>
    public MariaDbCapabilities MariaDbCapabilities { get; init; }

    /// <summary>The largest packet that the client takes, in bytes. Servers do not hold themselves to it.</summary>
    public uint MaxPacketSize { get; init; }

    /// <summary>The client's collation; the lower byte of its id where that is above 255.</summary>
    public byte Collation { get; init; }

    public required string UserName { get; init; }

    /// <summary>The answer to the scramble of the greeting; empty where the client knows no password.</summary>
    public byte[] AuthResponse { get; init; } = [];

    /// <summary>Null where the client names none; an empty name counts as none.</summary>
    public string? Database { get; init; }

    /// <summary>Null where the client names none.</summary>
    public string? AuthPlugin { get; init; }

    /// <summary>In the order sent; a name may come twice.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ConnectAttributes { get; init; } = [];

    /// <summary>Level 1 to 22; zero where zstd is not negotiated.</summary>
    public byte ZstdLevel { get; init; }

    /// <exception cref="MySqlProtocolException">
    /// No login; <see cref="ProtocolError.ObsoleteProtocol"/> for the login of a client from before 4.1.
    /// </exception>
    public static HandshakeResponse41 Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        // The old form has two bytes of flags; its lower half tells it apart.
        var lower = (CapabilityFlags)new PayloadReader(payload).ReadUInt16();
        if (!lower.HasFlag(CapabilityFlags.Protocol41))
            MySqlProtocolException.Throw(ProtocolError.ObsoleteProtocol, "The client does not speak protocol 4.1.");

        var capabilities = (CapabilityFlags)reader.ReadUInt32();
        var maxPacketSize = reader.ReadUInt32();
        var collation = reader.ReadByte();
        reader.Skip(ReservedBytes);
        var extended = (MariaDbCapabilities)reader.ReadUInt32();
        return new HandshakeResponse41
        {
            Capabilities = capabilities,
            MaxPacketSize = maxPacketSize,
            Collation = collation,
            MariaDbCapabilities = capabilities.HasFlag(CapabilityFlags.LongPassword) ? MariaDbCapabilities.None : extended,
            UserName = Encoding.UTF8.GetString(reader.ReadNullTerminated()),
            AuthResponse = ReadAuthResponse(ref reader, capabilities).ToArray(),
            Database = capabilities.HasFlag(CapabilityFlags.ConnectWithDb) ? ReadDatabase(ref reader) : null,
            // Some clients leave the name's zero byte out, others the name.
            AuthPlugin = capabilities.HasFlag(CapabilityFlags.PluginAuth) && reader.Remaining > 0
                ? Encoding.UTF8.GetString(reader.ReadNullTerminatedOrRest())
                : null,
            ConnectAttributes = capabilities.HasFlag(CapabilityFlags.ConnectAttrs) && reader.Remaining > 0
                ? ReadAttributes(reader.ReadLengthEncodedString())
                : [],
            ZstdLevel = capabilities.HasFlag(CapabilityFlags.ZstdCompression) && reader.Remaining > 0
                ? reader.ReadByte()
                : (byte)0,
        };
    }

    /// <summary>
    /// Appends the payload, in the forms that <see cref="Capabilities"/> name; a field whose flag is off is left out.
    /// </summary>
    /// <exception cref="InvalidOperationException">The authentication data does not fit the form negotiated.</exception>
    public void Write(IByteBuffer output)
    {
        output.WriteIntLE((int)Capabilities);
        output.WriteIntLE((int)MaxPacketSize);
        output.WriteByte(Collation);
        output.WriteZero(ReservedBytes);
        output.WriteIntLE(Capabilities.HasFlag(CapabilityFlags.LongPassword) ? 0 : (int)MariaDbCapabilities);
        output.WriteNullTerminated(UserName);
        WriteAuthResponse(output);
        if (Capabilities.HasFlag(CapabilityFlags.ConnectWithDb))
            output.WriteNullTerminated(Database ?? string.Empty);
        if (Capabilities.HasFlag(CapabilityFlags.PluginAuth))
            output.WriteNullTerminated(AuthPlugin ?? string.Empty);
        if (Capabilities.HasFlag(CapabilityFlags.ConnectAttrs))
            WriteAttributes(output);
        if (Capabilities.HasFlag(CapabilityFlags.ZstdCompression))
            output.WriteByte(ZstdLevel);
    }

    private static ReadOnlySpan<byte> ReadAuthResponse(ref PayloadReader reader, CapabilityFlags capabilities)
    {
        if (capabilities.HasFlag(CapabilityFlags.PluginAuthLenencData))
            return reader.ReadLengthEncodedString();
        return capabilities.HasFlag(CapabilityFlags.SecureConnection)
            ? reader.ReadBytes(reader.ReadByte())
            : reader.ReadNullTerminated();
    }

    private static string? ReadDatabase(ref PayloadReader reader)
    {
        // Some clients set the flag and send no name.
        if (reader.Remaining == 0)
            return null;
        var name = reader.ReadNullTerminated();
        return name.IsEmpty ? null : Encoding.UTF8.GetString(name);
    }

    internal static List<KeyValuePair<string, string>> ReadAttributes(ReadOnlySpan<byte> block)
    {
        if (block.Length > MaxAttributeBytes)
            MySqlProtocolException.Throw(ProtocolError.TooLarge, "The connect attributes are larger than 64 KB.");
        var attributes = new List<KeyValuePair<string, string>>();
        var reader = new PayloadReader(block);
        while (reader.Remaining > 0)
        {
            var name = Encoding.UTF8.GetString(reader.ReadLengthEncodedString());
            attributes.Add(new(name, Encoding.UTF8.GetString(reader.ReadLengthEncodedString())));
        }
        return attributes;
    }

    private void WriteAuthResponse(IByteBuffer output)
    {
        if (Capabilities.HasFlag(CapabilityFlags.PluginAuthLenencData))
        {
            output.WriteLengthEncodedString(AuthResponse);
        }
        else if (Capabilities.HasFlag(CapabilityFlags.SecureConnection))
        {
            if (AuthResponse.Length > byte.MaxValue)
                throw new InvalidOperationException("Authentication data with a length byte has 255 bytes at most.");
            output.WriteByte(AuthResponse.Length);
            output.WriteSpan(AuthResponse);
        }
        else
        {
            if (AuthResponse.Contains((byte)0))
                throw new InvalidOperationException("Authentication data that ends in a zero byte holds no other.");
            output.WriteSpan(AuthResponse);
            output.WriteByte(0);
        }
    }

    private void WriteAttributes(IByteBuffer output)
    {
        var size = 0;
        foreach (var (name, value) in ConnectAttributes)
            size += SizeOf(name) + SizeOf(value);
        output.WriteLengthEncodedInteger((ulong)size);
        foreach (var (name, value) in ConnectAttributes)
        {
            output.WriteLengthEncodedString(name);
            output.WriteLengthEncodedString(value);
        }

        static int SizeOf(string text)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            return LengthEncoded.SizeOf((ulong)length) + length;
        }
    }
}
