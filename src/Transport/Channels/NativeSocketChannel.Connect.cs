using System.Net;
using System.Net.Sockets;
using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;
using SceNettyProxy.Transport.Native;
using Completion = System.Threading.Tasks.TaskCompletionSource;

namespace SceNettyProxy.Transport.Channels;

public abstract partial class NativeSocketChannel
{
    private protected static readonly ClosedChannelException ClosedException = new();

    private Completion? connectPromise;
    private IScheduledTask? connectTimer;

    /// <summary>Whether a connect has begun and is not decided.</summary>
    private protected bool IsConnecting => connectPromise is not null;

    private protected sealed class SocketUnsafe(NativeSocketChannel owner) : AbstractUnsafe(owner), IChannelUnsafe
    {
        private NativeSocketChannel Channel => (NativeSocketChannel)channel;

        /// <summary>Fails as the runtime's sockets do under DotNetty, and closes the channel when it does.</summary>
        public override Task ConnectAsync(EndPoint remoteAddress, EndPoint? localAddress)
        {
            NativeSocketChannel ch = Channel;
            if (!ch.Open)
                return CreateClosedChannelExceptionTask();
            if (ch.active || ch.connectPromise is not null)
                return Task.FromException(new InvalidOperationException("connection attempt already made"));
            Completion promise = ch.connectPromise = new Completion();
            try
            {
                ch.remote = remoteAddress;
                if (localAddress is not null)
                    NativeSocket.Bind(ch.descriptor, localAddress);
                bool connected = NativeSocket.Connect(ch.descriptor, remoteAddress);
                ch.OnConnecting(decided: connected);
                if (connected)
                    Succeed();
                else if (ch.configuration.ConnectTimeout is var limit && limit > TimeSpan.Zero)
                    ch.connectTimer = ch.EventLoop.Schedule(static ch => ((NativeSocketChannel)ch).Operations.OnTimeout(), ch, limit);
            }
            catch (Exception e)
            {
                Fail(e);
            }

            return promise.Task;
        }

        /// <summary>The kernel says that it is decided.</summary>
        public void FinishConnect()
        {
            int errno = SocketOptions.Get(Channel.descriptor, SocketOptions.Error);
            if (errno == 0)
                Succeed();
            else
                Fail(SocketErrors.Exception(errno, "connect"));
        }

        public void FailConnect(Exception cause)
        {
            if (TakePromise() is { } promise)
                promise.TrySetException(cause);
        }

        public void FlushAgain() => base.Flush0();

        // In place of the one of the base, which allocates for an exception that cannot come from here; it is called for
        // every read.
        void IChannelUnsafe.BeginRead()
        {
            if (Channel.active)
                Channel.DoBeginRead();
        }

        Task IChannelUnsafe.CloseAsync()
        {
            if (Channel.active)
                Channel.BeforeClose();
            return CloseAsync();
        }

        protected override void Flush0()
        {
            if (!Channel.FlushWaits)
                base.Flush0();
        }

        private void OnTimeout() => FailAndClose(TimedOut());

        private void Succeed()
        {
            NativeSocketChannel ch = Channel;
            ch.active = true;
            ch.CacheAddresses();
            TakePromise()!.TrySetResult();
            // Who waited for it may have closed it again.
            if (ch.active)
                ch.Pipeline.FireChannelActive();
        }

        private void Fail(Exception e) => FailAndClose(e is SocketException { SocketErrorCode: SocketError.TimedOut }
            ? TimedOut()
            : AnnotateConnectException(e, Channel.remote));

        private void FailAndClose(Exception cause)
        {
            FailConnect(cause);
            CloseAsync();
        }

        private ConnectTimeoutException TimedOut() => new($"connection timed out: {Channel.remote}");

        private Completion? TakePromise()
        {
            NativeSocketChannel ch = Channel;
            Completion? promise = ch.connectPromise;
            ch.connectPromise = null;
            ch.connectTimer?.Cancel();
            ch.connectTimer = null;
            return promise;
        }
    }
}
