using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Usage;
using SceNettyProxy.Transport.Channels;

namespace SceNettyProxy.Handlers.Usage;

/// <summary>
/// In front of the packets, behind TLS and compression: counts the bytes of packets for the database that the session is in. What
/// is read counts when it comes. What is written counts when the socket has taken it: a flush that the socket takes at once,
/// as almost all, costs an addition.
/// </summary>
/// <remarks>
/// Until a login has succeeded its bytes are held, see <see cref="UsageSlot.Hold"/>; then they are the database's. Those of a
/// login that fails stay nobody's, so that nobody can run up the bill of a database without its password.
/// </remarks>
internal sealed class UsageMeter : ChannelHandlerAdapter, IByteObserver
{
    private readonly ProxySession session;

    /// <summary>Flushed, but not taken yet.</summary>
    private readonly Queue<Batch> pending = new();

    /// <summary>The last write since the last flush; null where it has no promise.</summary>
    private Task? lastWrite;

    /// <summary>The write that is awaited, of the oldest batch that has one.</summary>
    private Task? awaited;

    /// <summary>The bytes written since the last flush.</summary>
    private long written;
    private UsageSlot slot;
    private IChannelHandlerContext? context;

    /// <summary>The channel, if it says itself what is taken.</summary>
    private IByteProgress? progress;
    private bool isHolding = true;
    private long heldIn;
    private long heldOut;

    public UsageMeter(ProxySession session)
    {
        this.session = session;
        slot = session.Usage;
        session.Meter = this;
    }

    /// <summary>The login has succeeded: what was held, and what comes from now on, belongs to that database.</summary>
    public void MoveTo(UsageSlot next)
    {
        Seal();
        UsageSlot before = slot;
        slot = next;
        if (!isHolding)
            return;
        isHolding = false;
        before.Settle(heldIn, heldOut, next);
    }

    /// <summary>Counts bytes of a packet that does not come through here.</summary>
    public void Received(int bytes)
    {
        session.ChargeIn(bytes);
        if (!isHolding)
        {
            slot.Received(bytes);
            return;
        }

        heldIn += bytes;
        slot.Hold(bytes, 0);
    }

    /// <summary>Writes packets of which nobody asks how the write ends, past the handlers between here and the socket. Takes over
    /// the buffer.</summary>
    public void Write(IByteBuffer packets)
    {
        written += packets.ReadableBytes;
        lastWrite = null;
        QuietWrite.To(context!.Channel, packets);
    }

    /// <summary>Flushes what was written, past those handlers.</summary>
    public void Flush()
    {
        context!.Channel.Unsafe.Flush();
        OnFlushed();
    }

    /// <summary>The socket has taken something.</summary>
    public void OnTaken()
    {
        CountTaken();
        AwaitOldest();
    }

    public override void HandlerAdded(IChannelHandlerContext handlerContext)
    {
        context = handlerContext;
        progress = handlerContext.Channel as IByteProgress;
        progress?.ByteObserver = this;
    }

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        if (message is IByteBuffer bytes)
            Received(bytes.ReadableBytes);
        context.FireChannelRead(message);
    }

    public override Task WriteAsync(IChannelHandlerContext context, object message)
    {
        if (message is IByteBuffer bytes)
            written += bytes.ReadableBytes;
        Task write = context.WriteAsync(message);
        lastWrite = write;
        return write;
    }

    public override void Flush(IChannelHandlerContext context)
    {
        context.Flush();
        OnFlushed();
    }

    public override void ChannelInactive(IChannelHandlerContext context)
    {
        Seal();
        CountTaken();
        if (isHolding)
        {
            isHolding = false;
            slot.Settle(heldIn, heldOut, slot);
        }

        context.FireChannelInactive();
    }

    /// <summary>What was written so far belongs to the present database, whenever the socket takes it.</summary>
    /// <returns>Whether something is to be flushed for that.</returns>
    private bool Seal()
    {
        if (lastWrite is null && written == 0)
            return false;
        // Where the channel does not say, an empty write behind those without a promise tells when they are taken.
        bool isSilent = lastWrite is null && progress is null;
        if (isSilent)
            Tasks.Observe(lastWrite = context!.WriteAsync(Unpooled.Empty));
        pending.Enqueue(new Batch(lastWrite, progress?.WrittenBytes ?? 0, written, isHolding ? null : slot));
        written = 0;
        lastWrite = null;
        return isSilent;
    }

    private void OnFlushed()
    {
        if (pending.Count == 0 && IsTaken(lastWrite, progress?.WrittenBytes ?? 0))
        {
            Sent(slot, written);
            written = 0;
            lastWrite = null;
            return;
        }

        if (Seal())
            context!.Flush();
        OnTaken();
    }

    /// <summary>Whether the socket has taken a write without failing.</summary>
    /// <param name="write">Its promise, if it has one.</param>
    /// <param name="mark">Else the number of its last byte, where the channel counts them.</param>
    private bool IsTaken(Task? write, long mark)
    {
        if (write is not null)
            return write.IsCompletedSuccessfully;
        return progress is not null ? progress.TakenBytes >= mark : context!.Channel.Active && QuietWrite.IsTaken(context.Channel);
    }

    /// <summary>Writes end in their order.</summary>
    private void CountTaken()
    {
        while (pending.TryPeek(out Batch oldest))
        {
            bool isTaken = IsTaken(oldest.Write, oldest.Mark);
            if (!isTaken && oldest.Write is not { IsCompleted: true })
                return;
            pending.Dequeue();
            if (isTaken)
                Sent(oldest.Slot ?? slot, oldest.Bytes);
        }
    }

    /// <summary>The socket is full: it is looked at again when it has taken the oldest, unless the channel tells by itself.</summary>
    private void AwaitOldest()
    {
        if (!pending.TryPeek(out Batch oldest) || oldest.Write is null || oldest.Write == awaited)
            return;
        awaited = oldest.Write;
        awaited.ContinueWith(
            static (_, state) => ((UsageMeter)state!).OnWritten(),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void OnWritten()
    {
        // On the loop but for a stack that is full.
        if (session.Loop.InEventLoop)
            OnTaken();
        else
            session.Loop.Execute(OnTaken);
    }

    private void Sent(UsageSlot owner, long bytes)
    {
        session.ChargeOut(bytes);
        if (!isHolding)
        {
            owner.Sent(bytes);
            return;
        }

        heldOut += bytes;
        owner.Hold(0, bytes);
    }

    /// <summary>What was written between two flushes.</summary>
    /// <param name="Write">The last of the writes, if it has a promise.</param>
    /// <param name="Mark">The number of its last byte, where the channel counts them.</param>
    /// <param name="Bytes">All of them, as counted here.</param>
    /// <param name="Slot">Whom they belong to; null for whom the login that they are part of turns out to be for.</param>
    private readonly record struct Batch(Task? Write, long Mark, long Bytes, UsageSlot? Slot);
}
