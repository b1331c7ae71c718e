using System.Text;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Session;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>
/// One-shot: logs in to a server as the database's account, learns what the server starts a session with, and removes
/// itself. A server that answers anything else fails the connection with a typed reason.
/// </summary>
internal sealed class BackendLogin(ProxyServices services, BackendConnection connection) : ChannelHandlerAdapter
{
    /// <summary>utf8mb4_general_ci: every server knows it. The client's own is replayed on attach.</summary>
    public const byte LoginCollation = 45;

    private const int MaxPacket = 64 * 1024;

    private IByteBuffer? cumulation;
    private Step step;

    private enum Step
    {
        Greeting,
        Result,
        Done,
    }

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        var input = (IByteBuffer)message;
        try
        {
            cumulation ??= context.Allocator.Buffer(256);
            cumulation.WriteBytes(input);
        }
        finally
        {
            input.Release();
        }

        try
        {
            while (step != Step.Done && TryReadPacket(out ReadOnlySpan<byte> payload, out byte sequence))
                OnPacket(context, payload, (byte)(sequence + 1));
        }
        catch (MySqlProtocolException)
        {
            Fail(BackendFailures.Unsupported(services));
        }
    }

    public override void HandlerRemoved(IChannelHandlerContext context)
    {
        cumulation?.Release();
        cumulation = null;
    }

    private bool TryReadPacket(out ReadOnlySpan<byte> payload, out byte sequence)
    {
        payload = default;
        sequence = 0;
        ReadOnlySpan<byte> bytes = cumulation!.ReadableSpan();
        if (bytes.Length < PacketHeader.Size)
            return false;
        int length = PacketHeader.ReadLength(bytes);
        if (length is 0 or > MaxPacket)
            throw new MySqlProtocolException(ProtocolError.TooLarge, "no login packet has this length");
        if (bytes.Length < PacketHeader.Size + length)
            return false;
        sequence = PacketHeader.ReadSequence(bytes);
        payload = bytes.Slice(PacketHeader.Size, length);
        cumulation!.SkipBytes(PacketHeader.Size + length);
        return true;
    }

    private void OnPacket(IChannelHandlerContext context, ReadOnlySpan<byte> payload, byte nextSequence)
    {
        if (payload[0] == ErrPayload.Signature)
        {
            Fail(BackendFailures.Refused(services, ErrPayload.Parse(payload)));
            return;
        }

        if (step == Step.Greeting)
        {
            OnGreeting(context, payload, nextSequence);
            return;
        }

        switch (payload[0])
        {
            case OkPayload.Signature:
                OnLoggedIn(context, OkPayload.Parse(payload, connection.Capabilities).Status);
                break;
            case AuthSwitchRequest.Signature:
                OnAuthSwitch(context, AuthSwitchRequest.Parse(payload), nextSequence);
                break;
            default:
                Fail(BackendFailures.Unsupported(services));
                break;
        }
    }

    private void OnGreeting(IChannelHandlerContext context, ReadOnlySpan<byte> payload, byte sequence)
    {
        HandshakeV10 server = HandshakeV10.Parse(payload);
        services.Identity.Learn(server);
        CapabilityFlags shared = connection.Target.Capabilities & BackendCapabilities.SharedWithClient;
        shared &= ~(BackendCapabilities.Dispensable & ~server.Capabilities);
        CapabilityFlags missing = (shared | CapabilityFlags.Protocol41) & ~server.Capabilities;
        MariaDbCapabilities missingMariaDb = connection.Target.MariaDb & ~server.MariaDbCapabilities;
        if (missing != 0 || missingMariaDb != 0)
        {
            Fail(BackendFailures.MissingCapabilities(connection.Target, missing, missingMariaDb));
            return;
        }

        connection.Server = server;
        connection.MariaDb = connection.Target.MariaDb;
        connection.Capabilities = shared | BackendCapabilities.OwnFor(server, connection.MariaDb);
        var response = new HandshakeResponse41
        {
            Capabilities = connection.Capabilities,
            MariaDbCapabilities = connection.MariaDb,
            MaxPacketSize = 1 << 30,
            Collation = LoginCollation,
            UserName = connection.Target.Database.ServerUser,
            AuthResponse = server.AuthPlugin == NativePassword.PluginName ? Scramble(server.Scramble) : [],
            Database = connection.Target.Database.Schema,
            AuthPlugin = NativePassword.PluginName,
            ConnectAttributes = [new("program_name", "SceNettyProxy"), new("sce_database", connection.Target.Database.Name)],
        };
        step = Step.Result;
        Send(context, sequence, response.Write);
    }

    private void OnAuthSwitch(IChannelHandlerContext context, AuthSwitchRequest request, byte sequence)
    {
        if (request.Plugin != NativePassword.PluginName)
        {
            BackendLog.UnsupportedPlugin(services.BackendLogger, connection.Target.Endpoint, request.Plugin);
            Fail(BackendFailures.Unsupported(services));
            return;
        }

        byte[] scramble = Scramble(request.Data);
        Send(context, sequence, output => output.WriteSpan(scramble));
    }

    private void OnLoggedIn(IChannelHandlerContext context, ServerStatus status)
    {
        step = Step.Done;
        connection.Status = status;
        context.Channel.Pipeline.Remove(this);
        connection.QueryRow("SELECT @@session.sql_mode", row =>
        {
            if (row is null)
            {
                connection.Fail(BackendFailures.Lost(services, connection.Target));
                return;
            }

            connection.InitialModes = SqlModeText.Parse(row.Values[0] ?? "");
            connection.BecomeReady();
        });
    }

    private byte[] Scramble(ReadOnlySpan<byte> scramble)
    {
        string password = connection.Target.Database.ServerPassword ?? "";
        if (password.Length == 0)
            return [];
        if (scramble.Length < NativePassword.ScrambleLength)
            throw new MySqlProtocolException(ProtocolError.Malformed, "the server's scramble is too short");
        byte[] response = new byte[NativePassword.ScrambleLength];
        NativePassword.Scramble(Encoding.UTF8.GetBytes(password), scramble[..NativePassword.ScrambleLength], response);
        return response;
    }

    private static void Send(IChannelHandlerContext context, byte sequence, Action<IByteBuffer> writePayload)
    {
        IByteBuffer packet = context.Allocator.Buffer(256);
        packet.WriteZero(PacketHeader.Size);
        writePayload(packet);
        PacketHeader.Write(packet.ReadableSpan(), packet.ReadableBytes - PacketHeader.Size, sequence);
        Tasks.Observe(context.WriteAndFlushAsync(packet));
    }

    private void Fail(BackendFailure failure)
    {
        step = Step.Done;
        connection.Fail(failure);
    }
}
