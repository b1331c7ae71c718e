using System.Text;
using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// The greeting of a server; protocol page "Protocol::HandshakeV10".
/// <code>
/// size  field
/// 1     protocol version, 10
/// NUL   server version; MariaDB puts 5.5.5- in front
/// 4     connection id
/// 8     scramble, first part
/// 1     zero
/// 2     capability flags, lower half
/// 1     collation
/// 2     status flags
/// 2     capability flags, upper half
/// 1     length of the plugin data (21: scramble and a zero byte), where PluginAuth is on; else zero
/// 6     zero
/// 4     MariaDB's extended capabilities, where LongPassword is off; else zero
/// n     scramble, second part: max(13, length - 8) bytes, the last one zero
/// NUL   name of the authentication plugin, where PluginAuth is on
/// </code>
/// </summary>
public sealed record HandshakeV10
{
    /// <summary>The only protocol version that is spoken.</summary>
    public const byte Version = 10;

    private const int FirstPartLength = 8;
    private const int SecondPartLength = NativePassword.ScrambleLength - FirstPartLength;
    private const int SecondPartWithEnd = SecondPartLength + 1;
    private const int ReservedBytes = 6;

    public byte ProtocolVersion { get; init; } = Version;

    /// <summary>The version as sent, MariaDB's prefix included.</summary>
    public required string ServerVersion { get; init; }

    public required uint ConnectionId { get; init; }

    /// <summary>20 bytes, none of them zero.</summary>
    public required byte[] Scramble { get; init; }

    public required CapabilityFlags Capabilities { get; init; }

    /// <summary>None where <see cref="CapabilityFlags.LongPassword"/> is on.</summary>
    public MariaDbCapabilities MariaDbCapabilities { get; init; }

    /// <summary>The server's default collation, or the lower byte of its id.</summary>
    public byte Collation { get; init; }

    public ServerStatus Status { get; init; } = ServerStatus.Autocommit;

    /// <summary>Empty for a server without <see cref="CapabilityFlags.PluginAuth"/>.</summary>
    public string AuthPlugin { get; init; } = NativePassword.PluginName;

    /// <summary>Reads a greeting. An error packet in its place begins with <see cref="ErrPayload.Signature"/>.</summary>
    /// <exception cref="MySqlProtocolException">
    /// No greeting of version 10; <see cref="ProtocolError.ObsoleteProtocol"/> for a server from before 4.1.
    /// </exception>
    public static HandshakeV10 Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        var version = reader.ReadByte();
        if (version == ErrPayload.Signature)
            MySqlProtocolException.Throw(ProtocolError.UnexpectedPacket, "An error packet stands in the greeting's place.");
        if (version != Version)
            MySqlProtocolException.Throw(ProtocolError.ObsoleteProtocol, "The greeting's protocol version is not 10.");

        var serverVersion = Encoding.UTF8.GetString(reader.ReadNullTerminated());
        var connectionId = reader.ReadUInt32();
        var scramble = new byte[NativePassword.ScrambleLength];
        reader.ReadBytes(FirstPartLength).CopyTo(scramble);
        reader.Skip(1);
        var capabilities = (CapabilityFlags)reader.ReadUInt16();
        if (!capabilities.HasFlag(CapabilityFlags.Protocol41) || reader.Remaining == 0)
            MySqlProtocolException.Throw(ProtocolError.ObsoleteProtocol, "The server does not offer protocol 4.1.");
        var collation = reader.ReadByte();
        var status = (ServerStatus)reader.ReadUInt16();
        capabilities |= (CapabilityFlags)((uint)reader.ReadUInt16() << 16);
        if (!capabilities.HasFlag(CapabilityFlags.SecureConnection))
            MySqlProtocolException.Throw(ProtocolError.ObsoleteProtocol, "The server offers a short scramble only.");
        var dataLength = reader.ReadByte();
        reader.Skip(ReservedBytes);
        var extended = (MariaDbCapabilities)reader.ReadUInt32();

        reader.ReadBytes(SecondPartLength).CopyTo(scramble.AsSpan(FirstPartLength));
        var padding = Math.Max(SecondPartWithEnd, dataLength - FirstPartLength) - SecondPartLength;
        // Servers without PluginAuth may end with the scramble, and some before 5.6 left the last zero bytes out.
        reader.Skip(Math.Min(padding, reader.Remaining));
        return new HandshakeV10
        {
            ProtocolVersion = version,
            ServerVersion = serverVersion,
            ConnectionId = connectionId,
            Scramble = scramble,
            Capabilities = capabilities,
            MariaDbCapabilities = capabilities.HasFlag(CapabilityFlags.LongPassword) ? MariaDbCapabilities.None : extended,
            Collation = collation,
            Status = status,
            AuthPlugin = capabilities.HasFlag(CapabilityFlags.PluginAuth)
                ? Encoding.UTF8.GetString(reader.ReadNullTerminatedOrRest())
                : string.Empty,
        };
    }

    /// <summary>Appends the payload.</summary>
    /// <exception cref="InvalidOperationException">The scramble does not have 20 bytes.</exception>
    public void Write(IByteBuffer output)
    {
        if (Scramble.Length != NativePassword.ScrambleLength)
            throw new InvalidOperationException("A scramble has 20 bytes.");
        var withPlugin = Capabilities.HasFlag(CapabilityFlags.PluginAuth);

        output.WriteByte(ProtocolVersion);
        output.WriteNullTerminated(ServerVersion);
        output.WriteIntLE((int)ConnectionId);
        output.WriteSpan(Scramble.AsSpan(0, FirstPartLength));
        output.WriteByte(0);
        output.WriteShortLE((short)Capabilities);
        output.WriteByte(Collation);
        output.WriteShortLE((short)Status);
        output.WriteShortLE((short)((uint)Capabilities >> 16));
        output.WriteByte(withPlugin ? NativePassword.ScrambleLength + 1 : 0);
        output.WriteZero(ReservedBytes);
        output.WriteIntLE(Capabilities.HasFlag(CapabilityFlags.LongPassword) ? 0 : (int)MariaDbCapabilities);
        output.WriteSpan(Scramble.AsSpan(FirstPartLength));
        output.WriteByte(0);
        if (withPlugin)
            output.WriteNullTerminated(AuthPlugin);
    }
}
