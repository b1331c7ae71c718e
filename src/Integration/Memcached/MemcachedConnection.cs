using System.Net;
using System.Net.Sockets;
using DotNetty.Buffers;
using DotNetty.Codecs;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.Memcached;

namespace SceNettyProxy.Integration.Memcached;

/// <summary>
/// The connection of one event loop to one server, opened when it is needed and again after it was lost. Exchanges are
/// pipelined. What is not answered in time ends the connection, since later answers could not be told apart.
/// </summary>
/// <param name="timeout">For an exchange, the connect included.</param>
/// <param name="answered">Told after each exchange, on the loop: null when it was answered, else why not; once for all that were
/// lost together.</param>
internal sealed class MemcachedConnection(
    IEventLoop loop,
    Func<Task<IPAddress>> resolve,
    int port,
    Func<AddressFamily, IChannel> channelFactory,
    TimeSpan timeout,
    Action<MemcachedException?> answered)
{
    private readonly Queue<MemcachedExchange> exchanges = new();
    private Link? link;
    private bool isClosed;

    /// <summary>Sends the commands in one write. Any thread.</summary>
    /// <returns>Their answers, in order. Who awaits them on a loop goes on there.</returns>
    /// <exception cref="MemcachedException">They were not answered.</exception>
    public Task<IReadOnlyList<MemcachedReply>> SendAsync(IReadOnlyList<MemcachedRequest> requests)
    {
        MemcachedExchange exchange = new(requests);
        if (loop.InEventLoop)
        {
            Begin(exchange);
            return exchange.Task;
        }

        // A loop that is gone would keep it for ever.
        if (loop.IsShuttingDown)
            exchange.Fail(new MemcachedException("the event loop is going down"));
        else
            loop.Execute(() => Begin(exchange));
        return exchange.Task;
    }

    /// <summary>Closes for good. On the loop.</summary>
    public void Close()
    {
        isClosed = true;
        Lose(new MemcachedException("closed"), isFailure: false);
    }

    /// <summary>On the loop, as all that follow.</summary>
    private void Begin(MemcachedExchange exchange)
    {
        if (isClosed)
        {
            exchange.Fail(new MemcachedException("closed"));
            return;
        }

        exchanges.Enqueue(exchange);
        exchange.Deadline = loop.Schedule(() => Lose(new MemcachedException($"no answer within {timeout.TotalSeconds} s")), timeout);
        if (link is null)
            _ = OpenAsync(link = new Link(this));
        else
            link.Write(exchange);
    }

    private async Task OpenAsync(Link opened)
    {
        try
        {
            IPAddress address = await resolve();
            IChannel channel = await new Bootstrap()
                .Group(loop)
                .ChannelFactory(() => channelFactory(address.AddressFamily))
                .Option(ChannelOption.TcpNodelay, true)
                .Option(ChannelOption.SoKeepalive, true)
                .Option(ChannelOption.ConnectTimeout, timeout)
                .Handler(new ActionChannelInitializer<IChannel>(channel => channel.Pipeline.AddLast(new MemcachedReplyDecoder(), opened)))
                .ConnectAsync(new IPEndPoint(address, port));
            if (link != opened)
                await channel.CloseAsync();
        }
        catch (Exception e)
        {
            OnLost(opened, e);
        }
    }

    private void OnReply(Link from, MemcachedReply reply)
    {
        if (from != link)
            return;
        if (!exchanges.TryPeek(out MemcachedExchange? exchange) || !exchange.TryAdd(reply))
        {
            OnLost(from, new MemcachedProtocolException("an answer that nobody asked for"));
        }
        else if (exchange.IsComplete)
        {
            exchanges.Dequeue();
            answered(null);
            exchange.Complete();
        }
    }

    private void OnLost(Link lost, Exception? cause)
    {
        if (lost != link)
            return;
        Exception? reason = cause is DecoderException { InnerException: { } inner } ? inner : cause;
        Lose(new MemcachedException(reason?.Message ?? "the server has closed the connection", reason));
    }

    private void Lose(MemcachedException exception, bool isFailure = true)
    {
        Link? lost = link;
        link = null;
        MemcachedExchange[] unanswered = [.. exchanges];
        exchanges.Clear();
        lost?.Close();
        // A server may close what nobody uses.
        if (isFailure && unanswered.Length > 0)
            answered(exception);
        foreach (MemcachedExchange exchange in unanswered)
            exchange.Fail(exception);
    }

    /// <summary>One channel of the connection, as its last handler.</summary>
    private sealed class Link(MemcachedConnection connection) : ChannelHandlerAdapter
    {
        private IChannelHandlerContext? active;
        private bool isClosing;

        /// <summary>Writes it; before the connect has succeeded, then.</summary>
        public void Write(MemcachedExchange exchange)
        {
            if (active is null)
                return;
            IByteBuffer output = active.Allocator.Buffer();
            foreach (MemcachedRequest request in exchange.Requests)
                request.WriteTo(output);
            Observe(active.WriteAndFlushAsync(output));
        }

        public void Close()
        {
            isClosing = true;
            if (active is not null)
                Observe(active.CloseAsync());
        }

        public override void ChannelActive(IChannelHandlerContext context)
        {
            active = context;
            if (isClosing)
                Close();
            else
                WriteAll();
        }

        public override void ChannelRead(IChannelHandlerContext context, object message) => connection.OnReply(this, (MemcachedReply)message);

        public override void ChannelInactive(IChannelHandlerContext context) => connection.OnLost(this, null);

        public override void ExceptionCaught(IChannelHandlerContext context, Exception exception)
        {
            connection.OnLost(this, exception);
            Close();
        }

        private void WriteAll()
        {
            foreach (MemcachedExchange exchange in connection.exchanges)
                Write(exchange);
        }

        /// <summary>A failed write is a lost connection, which is seen as such.</summary>
        private static void Observe(Task task) => task.ContinueWith(
            static failed => _ = failed.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
