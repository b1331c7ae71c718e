using System.Net;
using System.Net.Sockets;
using DotNetty.Buffers;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>Reads the greeting of primaries, without a login, for what the proxy's own greeting should say.</summary>
internal static class VersionProbe
{
    /// <summary>Servers that are asked at most: one answer is enough.</summary>
    private const int MaxServers = 16;

    public static async Task RunAsync(
        ProxyServices services, IEventLoop loop, Func<AddressFamily, IChannel> channelFactory, TimeSpan limit)
    {
        DatabaseDefinition[] primaries =
        [
            .. services.Registry.Tenants
                .Select(tenant => tenant.Current)
                .OfType<DatabaseDefinition>()
                .DistinctBy(database => database.Primary)
                .Take(MaxServers),
        ];
        if (primaries.Length == 0)
            return;
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] probes = [.. primaries.Select(database => ProbeAsync(services, loop, channelFactory, database, limit, answered))];
        await Task.WhenAny(answered.Task, Task.WhenAll(probes), Task.Delay(limit, services.Time)).ConfigureAwait(false);
    }

    private static async Task ProbeAsync(
        ProxyServices services,
        IEventLoop loop,
        Func<AddressFamily, IChannel> channelFactory,
        DatabaseDefinition database,
        TimeSpan limit,
        TaskCompletionSource answered)
    {
        Endpoint primary = database.Primary;
        ServerProxyProtocol header = services.PoolOptions.Value.With(database.Pool).ProxyProtocol;
        try
        {
            EndPoint address = await EndpointAddress.ResolveAsync(primary).ConfigureAwait(false);
            IChannel channel = await new Bootstrap()
                .Group(loop)
                .ChannelFactory(() => channelFactory(address.AddressFamily))
                .Option(ChannelOption.ConnectTimeout, limit)
                .Handler(new ActionChannelInitializer<IChannel>(
                    opened =>
                    {
                        opened.Pipeline.AddLast(new GreetingReader(services, primary, answered));
                        ProxyHeaderSender.AddTo(opened.Pipeline, header);
                    }))
                .ConnectAsync(address)
                .ConfigureAwait(false);
            Tasks.Observe(loop.ScheduleAsync(() => Tasks.Observe(channel.CloseAsync()), limit));
        }
        catch (Exception e) when (e is SocketException or ConnectException or ConnectTimeoutException or ClosedChannelException)
        {
            BackendLog.ProbeFailed(services.BackendLogger, primary, e.Message);
        }
    }

    private sealed class GreetingReader(ProxyServices services, Endpoint primary, TaskCompletionSource answered)
        : ChannelHandlerAdapter
    {
        private const int MaxGreeting = 4096;

        private IByteBuffer? cumulation;

        public override void ChannelRead(IChannelHandlerContext context, object message)
        {
            var input = (IByteBuffer)message;
            cumulation ??= context.Allocator.Buffer(256);
            cumulation.WriteBytes(input);
            input.Release();
            ReadOnlySpan<byte> bytes = cumulation.ReadableSpan();
            if (bytes.Length < PacketHeader.Size)
                return;
            int length = PacketHeader.ReadLength(bytes);
            if (length <= MaxGreeting && bytes.Length < PacketHeader.Size + length)
                return;
            if (length <= MaxGreeting)
                Learn(bytes.Slice(PacketHeader.Size, length));
            Tasks.Observe(context.CloseAsync());
        }

        public override void HandlerRemoved(IChannelHandlerContext context)
        {
            cumulation?.Release();
            cumulation = null;
        }

        public override void ExceptionCaught(IChannelHandlerContext context, Exception exception) =>
            Tasks.Observe(context.CloseAsync());

        private void Learn(ReadOnlySpan<byte> payload)
        {
            try
            {
                HandshakeV10 greeting = HandshakeV10.Parse(payload);
                if (services.Identity.Learn(greeting))
                    BackendLog.VersionLearned(services.BackendLogger, primary, greeting.ServerVersion);
                answered.TrySetResult();
            }
            catch (MySqlProtocolException e)
            {
                BackendLog.ProbeFailed(services.BackendLogger, primary, e.Message);
            }
        }
    }
}
