using System.Collections.Concurrent;

namespace SceNettyProxy.Tenancy.Rates;

/// <summary>
/// How many statements of a database run at a time. Any thread; without waiters a statement costs two atomic operations and no
/// lock.
/// </summary>
public sealed class RunSlots
{
    private readonly ConcurrentQueue<Func<bool>> waiters = new();
    private int running;

    /// <summary>Statements that hold a slot.</summary>
    public int Running => Volatile.Read(ref running);

    /// <summary>Takes a slot if fewer than <paramref name="most"/> are taken.</summary>
    public bool TryEnter(int most)
    {
        while (true)
        {
            int seen = Volatile.Read(ref running);
            if (seen >= most)
                return false;
            if (Interlocked.CompareExchange(ref running, seen + 1, seen) == seen)
                return true;
        }
    }

    /// <summary>Gives a slot back and wakes the oldest waiter.</summary>
    public void Leave()
    {
        Interlocked.Decrement(ref running);
        Wake();
    }

    /// <summary>Wakes the oldest waiter: one that was woken and has no need of a slot any more passes it on.</summary>
    public void Wake()
    {
        while (waiters.TryDequeue(out Func<bool>? wake) && !wake())
        {
        }
    }

    /// <summary>
    /// Puts a waiter at the end of the queue. The caller tries once more behind this call, since a slot may have become free in
    /// between.
    /// </summary>
    /// <param name="wake">Called once, on any thread, when a slot may be free: the waiter has to try again, and to wait again where
    /// somebody was faster. False where it no longer waits: the call goes to the next one.</param>
    public void Wait(Func<bool> wake) => waiters.Enqueue(wake);
}
