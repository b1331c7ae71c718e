using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Tls;

/// <summary>
/// TLS, first in the pipeline from the SSLRequest on: an <see cref="SslStream"/> whose network is the channel. Tells how the
/// handshake ended with a <see cref="TlsHandshake"/>, after which only a close is left where it failed; what goes wrong later
/// is an exception in the pipeline. Decrypts no further than reads are wanted. A peer that ends TLS is closed.
/// </summary>
/// <remarks>
/// DotNetty's own handler for TLS does not fit: a peer's close_notify keeps it in a loop that never ends, and it never
/// releases the buffer of its pending read.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The pipeline ends it: HandlerRemoved.")]
internal sealed class TlsHandler : GatheringHandler
{
    /// <summary>The largest plaintext of one TLS record, in bytes.</summary>
    public const int RecordSize = 16 * 1024;

    /// <summary>What header, nonce, padding and checksum add to a record, at most.</summary>
    private const int RecordOverhead = 256;

    private readonly Func<SslStream, Task> shakeHands;
    private readonly RecordStream records;
    private readonly SslStream tls;
    private readonly Action onReadable;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter waiting;
    private IChannelHandlerContext? context;
    private IByteBuffer? encrypted;
    private IByteBuffer? room;
    private State state;
    private bool isWaiting;
    private bool isReading;
    private bool isPaused;

    /// <param name="shakeHands">Begins the handshake, as client or as server, when the handler is in its pipeline. All that it
    /// leads to runs on the event loop.</param>
    public TlsHandler(Func<SslStream, Task> shakeHands)
        : base(RecordSize)
    {
        this.shakeHands = shakeHands;
        records = new RecordStream(OnEncrypted);
        tls = new SslStream(records, leaveInnerStreamOpen: true);
        onReadable = OnReadable;
    }

    private enum State
    {
        Handshake,
        Open,
        Closed,
    }

    private IEventLoop Loop => context!.Channel.EventLoop;

    public override void HandlerAdded(IChannelHandlerContext handlerContext)
    {
        context = handlerContext;
        shakeHands(tls).ContinueWith(
            ended => Loop.Execute(() => OnHandshakeEnd(ended)),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    public override void ChannelRead(IChannelHandlerContext handlerContext, object message)
    {
        if (message is not IByteBuffer bytes)
        {
            handlerContext.FireChannelRead(message);
            return;
        }

        // Drives the handshake, or the read that waits.
        isReading = true;
        try
        {
            records.Append(bytes);
        }
        finally
        {
            isReading = false;
        }

        Advance();
    }

    public override void Read(IChannelHandlerContext handlerContext)
    {
        if (!isPaused)
        {
            handlerContext.Read();
            return;
        }

        // Not from here: whoever turns reading on may be in the middle of something.
        isPaused = false;
        Loop.Execute(Resume);
    }

    public override void ChannelInactive(IChannelHandlerContext handlerContext)
    {
        Close();
        base.ChannelInactive(handlerContext);
    }

    public override void HandlerRemoved(IChannelHandlerContext handlerContext)
    {
        Close();
        base.HandlerRemoved(handlerContext);
    }

    protected override Task Emit(IChannelHandlerContext handlerContext, ReadOnlySpan<byte> bytes)
    {
        if (state != State.Open)
            return Task.FromException(new ClosedChannelException());
        IByteBuffer output = handlerContext.Allocator.Buffer(bytes.Length + RecordOverhead);
        encrypted = output;
        try
        {
            tls.Write(bytes);
        }
        catch (Exception e) when (IsOfTls(e))
        {
            output.Release();
            return Task.FromException(e);
        }
        finally
        {
            encrypted = null;
        }

        return handlerContext.WriteAsync(output);
    }

    private static bool IsOfTls(Exception e) =>
        e is IOException or AuthenticationException or InvalidOperationException;

    /// <summary>A record of a write that runs, or one that TLS sends by itself: handshake, alert, key update.</summary>
    private void OnEncrypted(ReadOnlySpan<byte> bytes)
    {
        if (encrypted is { } output)
        {
            output.WriteSpan(bytes);
            return;
        }

        if (state == State.Closed)
            return;
        IByteBuffer own = context!.Allocator.Buffer(bytes.Length);
        own.WriteSpan(bytes);
        Tasks.Observe(context.WriteAndFlushAsync(own));
    }

    private void OnHandshakeEnd(Task ended)
    {
        // Looked at in any case, so that it is never reported as unobserved.
        Exception? failure = ended.Exception?.GetBaseException();
        if (state != State.Handshake)
            return;
        if (!ended.IsCompletedSuccessfully)
        {
            Close();
            context!.FireUserEventTriggered(new TlsHandshake(
                SslProtocols.None, "", null, failure ?? new AuthenticationException("The handshake was cancelled.")));
            return;
        }

        state = State.Open;
        context!.FireUserEventTriggered(new TlsHandshake(
            tls.SslProtocol, tls.NegotiatedCipherSuite.ToString(), tls.RemoteCertificate?.Subject, null));
        Resume();
    }

    private void OnReadable()
    {
        if (!Loop.InEventLoop)
            Loop.Execute(Resume);
        else if (!isReading)
            Resume();
    }

    private void Resume()
    {
        if (state != State.Open)
            return;
        Advance();
        // Behind a failure too: what was decrypted before it waits for its flush.
        context!.FireChannelReadComplete();
        if (state == State.Open && !isPaused)
            context.Read();
    }

    private void Advance()
    {
        if (isReading || state != State.Open)
            return;
        isReading = true;
        try
        {
            while (state == State.Open && Decrypt())
            {
            }
        }
        catch (Exception e) when (IsOfTls(e))
        {
            Close();
            context!.FireExceptionCaught(e);
        }
        finally
        {
            isReading = false;
        }
    }

    /// <summary>One step; false when more must come first, or nothing is wanted.</summary>
    private bool Decrypt()
    {
        if (!isWaiting)
        {
            if (!context!.Channel.Configuration.AutoRead)
            {
                isPaused = true;
                return false;
            }

            // First a read into no room, which ends when there is something: an idle session holds no buffer.
            Memory<byte> destination = room is { } free ? free.Array.AsMemory(free.ArrayOffset, RecordSize) : default;
#pragma warning disable CA2012 // Looked at once, when it has completed.
            waiting = tls.ReadAsync(destination).ConfigureAwait(false).GetAwaiter();
#pragma warning restore CA2012
            if (!waiting.IsCompleted)
            {
                isWaiting = true;
                waiting.UnsafeOnCompleted(onReadable);
                return false;
            }
        }
        else if (!waiting.IsCompleted)
        {
            return false;
        }

        isWaiting = false;
        int count = waiting.GetResult();
        if (room is not { } plain)
        {
            room = context!.Allocator.Buffer(RecordSize);
            return true;
        }

        room = null;
        if (count > 0)
        {
            context!.FireChannelRead(plain.SetWriterIndex(count));
            return true;
        }

        // close_notify.
        plain.Release();
        Tasks.Observe(context!.Channel.CloseAsync());
        return false;
    }

    private void Close()
    {
        if (state == State.Closed)
            return;
        state = State.Closed;
        records.End();
        tls.Dispose();
        room?.Release();
        room = null;
        // Nobody asks for the end of a read that was cut short.
        if (isWaiting && waiting.IsCompleted)
            LookAtEnd();
    }

    private void LookAtEnd()
    {
        isWaiting = false;
        try
        {
            waiting.GetResult();
        }
        catch (Exception e) when (IsOfTls(e))
        {
            // The channel is closed.
        }
    }
}
