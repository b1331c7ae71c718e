using DotNetty.Transport.Channels;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>
/// One wish for a backend connection. It ends in exactly one of <see cref="Granted"/>, <see cref="Refused"/> (both on
/// <see cref="Loop"/>) and <see cref="Cancel"/>.
/// </summary>
internal abstract class BackendRequest(IEventLoop loop, BackendTarget target, bool mayWait)
{
    private const int Waiting = 0;
    private const int Cancelled = 1;
    private const int Done = 2;

    private int state;

    /// <summary>The event loop of the session that asks; the connection is opened on it.</summary>
    public IEventLoop Loop { get; } = loop;

    public BackendTarget Target { get; } = target;

    /// <summary>False for a session that holds a backend: it never waits for a second one.</summary>
    public bool MayWait { get; } = mayWait;

    public PoolKey Key => new(Loop, Target.Role, Target.Capabilities, Target.MariaDb);

    public bool IsCancelled => Volatile.Read(ref state) == Cancelled;

    /// <summary>Gives up. False when the request has ended already. Any thread.</summary>
    public bool Cancel() => Interlocked.CompareExchange(ref state, Cancelled, Waiting) == Waiting;

    /// <summary>Hands the connection over; false when nobody wants it any more. Loop thread.</summary>
    public bool TryGrant(BackendConnection connection)
    {
        if (Interlocked.CompareExchange(ref state, Done, Waiting) != Waiting)
            return false;
        Granted(connection);
        return true;
    }

    /// <summary>Tells that there will be no connection. Loop thread.</summary>
    public void Refuse(BackendFailure failure)
    {
        if (Interlocked.CompareExchange(ref state, Done, Waiting) == Waiting)
            Refused(failure);
    }

    protected abstract void Granted(BackendConnection connection);

    protected abstract void Refused(BackendFailure failure);
}
