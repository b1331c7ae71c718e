using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Usage;

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
internal sealed class UsageMeter : ChannelHandlerAdapter
{
    private readonly ProxySession session;

    /// <summary>Flushed, but not taken yet.</summary>
    private readonly Queue<Batch> pending = new();

    /// <summary>The last write since the last flush; null where it has no promise.</summary>
    private Task? lastWrite;

    /// <summary>The bytes written since the last flush.</summary>
    private long written;
    private UsageSlot slot;
    private IChannelHandlerContext? context;
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

    public override void HandlerAdded(IChannelHandlerContext handlerContext) => context = handlerContext;

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
    private void Seal()
    {
        if (lastWrite is null && written == 0)
            return;
        // An empty write behind those without a promise tells when they are taken.
        if (lastWrite is null)
            Tasks.Observe(lastWrite = context!.WriteAsync(Unpooled.Empty));
        pending.Enqueue(new Batch(lastWrite, written, isHolding ? null : slot));
        written = 0;
        lastWrite = null;
    }

    private void OnFlushed()
    {
        bool isQuiet = lastWrite is null && written > 0;
        bool isTaken = isQuiet
            ? context!.Channel.Active && QuietWrite.IsTaken(context.Channel)
            : lastWrite is { IsCompletedSuccessfully: true };
        if (isTaken && pending.Count == 0)
        {
            Sent(slot, written);
            written = 0;
            lastWrite = null;
            return;
        }

        Seal();
        if (isQuiet)
            context!.Flush();
        CountTaken();
        AwaitOldest();
    }

    /// <summary>Writes end in their order.</summary>
    private void CountTaken()
    {
        while (pending.TryPeek(out Batch? oldest) && oldest.Write.IsCompleted)
        {
            pending.Dequeue();
            if (oldest.Write.IsCompletedSuccessfully)
                Sent(oldest.Slot ?? slot, oldest.Bytes);
        }
    }

    /// <summary>The socket is full: it is looked at again when it has taken the oldest.</summary>
    private void AwaitOldest()
    {
        if (!pending.TryPeek(out Batch? oldest) || oldest.IsAwaited)
            return;
        oldest.IsAwaited = true;
        oldest.Write.ContinueWith(
            static (_, state) => ((UsageMeter)state!).OnTaken(),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void OnTaken()
    {
        // On the loop but for a stack that is full.
        if (!session.Loop.InEventLoop)
        {
            session.Loop.Execute(OnTaken);
            return;
        }

        CountTaken();
        AwaitOldest();
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
    /// <param name="write">The last of the writes.</param>
    /// <param name="bytes">All of them.</param>
    /// <param name="slot">Whom they belong to; null for whom the login that they are part of turns out to be for.</param>
    private sealed class Batch(Task write, long bytes, UsageSlot? slot)
    {
        public Task Write { get; } = write;

        public long Bytes { get; } = bytes;

        public UsageSlot? Slot { get; } = slot;

        public bool IsAwaited { get; set; }
    }
}
