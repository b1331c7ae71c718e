using System.Globalization;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Backend.Authentication;
using SceNettyProxy.Handlers.Backend.Tls;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tls;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>
/// One-shot: logs in to a server as the database's account, inside TLS where that is configured, learns what the server
/// starts a session with, and removes itself. A server that answers anything else fails the connection with a typed reason.
/// </summary>
internal sealed class BackendLogin(
    ProxyServices services, BackendConnection connection, PoolOptions options, ServerTls tls) : ChannelHandlerAdapter
{
    /// <summary>utf8mb4_general_ci: every server knows it. The client's own is replayed on attach.</summary>
    public const byte LoginCollation = 45;

    private const uint MaxPacketSize = 1 << 30;
    private const int MaxPacket = 64 * 1024;

    private IByteBuffer? cumulation;
    private Step step;
    private ServerTlsHandshake? handshake;
    private IServerAuthentication? authentication;
    private bool wasSwitched;
    private byte loginSequence;

    private enum Step
    {
        Greeting,
        Tls,
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

        Guard(() =>
        {
            while (step != Step.Done && TryReadPacket(out ReadOnlySpan<byte> payload, out byte sequence))
                OnPacket(context, payload, (byte)(sequence + 1));
        });
    }

    public override void UserEventTriggered(IChannelHandlerContext context, object message)
    {
        if (message is not TlsHandshake ended)
            context.FireUserEventTriggered(message);
        else if (step != Step.Tls)
            return;
        else if (ended.Failure is not { } failure)
            Guard(() => SendLogin(context));
        else if (handshake!.Refusal(failure) is { } refusal)
            Refuse(refusal);
        else
            Fail(BackendFailures.Lost(services, connection.Target));
    }

    public override void HandlerRemoved(IChannelHandlerContext context)
    {
        cumulation?.Release();
        cumulation = null;
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is MySqlProtocolException or ServerLoginException)
        {
            Refuse(e.Message);
        }
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
            case AuthMoreData.Signature:
                if (authentication!.Continue(AuthMoreData.Parse(payload).Data) is { } answer)
                    Send(context, nextSequence, output => output.WriteSpan(answer));
                break;
            default:
                throw new MySqlProtocolException(ProtocolError.UnexpectedPacket, "the server's answer to the login is none");
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
        loginSequence = sequence;
        if (tls.IsWanted && server.Capabilities.HasFlag(CapabilityFlags.Ssl))
            StartTls(context);
        else if (tls.IsRequired)
            Refuse($"it offers no TLS, and pool.tls is {SettingName.Of(tls.Mode)}");
        else
            SendLogin(context);
    }

    private void StartTls(IChannelHandlerContext context)
    {
        // Bytes behind the greeting came before TLS: whoever put them there must not have them read as the server's.
        if (cumulation!.IsReadable())
            throw new MySqlProtocolException(ProtocolError.UnexpectedPacket, "the server speaks between its greeting and TLS");
        step = Step.Tls;
        connection.Capabilities |= CapabilityFlags.Ssl;
        Send(
            context,
            loginSequence++,
            output => SslRequest.Write(output, connection.Capabilities, MaxPacketSize, LoginCollation, connection.MariaDb));
        handshake = new ServerTlsHandshake(tls);
        context.Channel.Pipeline.AddFirst(HandlerNames.BackendTls, handshake.Handler);
    }

    private void SendLogin(IChannelHandlerContext context)
    {
        ServerSecrets secrets = Secrets();
        if (secrets.IsEmpty)
        {
            throw new ServerLoginException(
                $"the entry holds no password for the account '{connection.Target.Database.ServerUser}', and no client has proven it "
                + "with mysql_native_password yet: set serverPassword");
        }

        authentication = ServerAuthentications.Begin(connection.Server!, secrets, connection.Capabilities, out byte[] answer);
        var response = new HandshakeResponse41
        {
            Capabilities = connection.Capabilities,
            MariaDbCapabilities = connection.MariaDb,
            MaxPacketSize = MaxPacketSize,
            Collation = LoginCollation,
            UserName = connection.Target.Database.ServerUser,
            AuthResponse = answer,
            Database = connection.Target.Database.Schema,
            AuthPlugin = authentication.Plugin,
            ConnectAttributes = [new("program_name", "SceNettyProxy"), new("sce_database", connection.Target.Database.Name)],
        };
        step = Step.Result;
        Send(context, loginSequence, response.Write);
    }

    private void OnAuthSwitch(IChannelHandlerContext context, AuthSwitchRequest request, byte sequence)
    {
        if (wasSwitched)
            throw new MySqlProtocolException(ProtocolError.UnexpectedPacket, "the server switches the plugin a second time");
        wasSwitched = true;
        authentication = ServerAuthentications.Create(request.Plugin, Secrets());
        if (authentication is null)
        {
            BackendLog.UnsupportedPlugin(services.BackendLogger, connection.Target.Endpoint, request.Plugin);
            Fail(BackendFailures.Unsupported(services));
            return;
        }

        byte[] answer = authentication.Begin(request.Data);
        Send(context, sequence, output => output.WriteSpan(answer));
    }

    private void OnLoggedIn(IChannelHandlerContext context, ServerStatus status)
    {
        step = Step.Done;
        connection.Status = status;
        context.Channel.Pipeline.Remove(this);
        connection.QueryRow("SELECT @@session.sql_mode, @@lower_case_table_names", row =>
        {
            if (row is null)
            {
                connection.Fail(BackendFailures.Lost(services, connection.Target));
                return;
            }

            connection.InitialModes = SqlModeText.Parse(row.Values[0] ?? "");
            if (row.Values.Count > 1 && int.TryParse(row.Values[1], CultureInfo.InvariantCulture, out int tableNames))
                services.Registry.Find(connection.Target.Database.Name)?.LearnTableNames(tableNames);
            connection.BecomeReady();
        });
    }

    private ServerSecrets Secrets()
    {
        string? password = connection.Target.Database.ServerPassword;
        return new ServerSecrets
        {
            Password = password,
            NativeSecret = password is null ? services.Registry.Find(connection.Target.Database.Name)?.NativeSecret : null,
            Protection = handshake is null ? ChannelProtection.None : tls.Protection,
            ServerPublicKey = tls.Certificates.ServerPublicKey,
            AllowPublicKeyRetrieval = options.AllowPublicKeyRetrieval,
            AllowClearPassword = options.AllowClearPassword,
        };
    }

    private static void Send(IChannelHandlerContext context, byte sequence, Action<IByteBuffer> writePayload)
    {
        IByteBuffer packet = context.Allocator.Buffer(256);
        packet.WriteZero(PacketHeader.Size);
        writePayload(packet);
        PacketHeader.Write(packet.ReadableSpan(), packet.ReadableBytes - PacketHeader.Size, sequence);
        Tasks.Observe(context.WriteAndFlushAsync(packet));
    }

    private void Refuse(string reason)
    {
        BackendLog.LoginImpossible(services.BackendLogger, connection.Target, reason);
        Fail(BackendFailures.Unsupported(services));
    }

    private void Fail(BackendFailure failure)
    {
        step = Step.Done;
        connection.Fail(failure);
    }
}
