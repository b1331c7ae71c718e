using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;

namespace SceNettyProxy.Integration.ZooKeeper.Client;

/// <summary>A request on its way, and who waits for the answer. On the session's event loop once it is submitted.</summary>
/// <param name="request">What is asked.</param>
/// <param name="path">For errors; as the caller named it.</param>
/// <param name="cancellation">Ends the wait; before the request was sent it is not sent.</param>
internal abstract class PendingRequest(ZooKeeperRequest request, string? path, CancellationToken cancellation)
{
    public ZooKeeperRequest Request { get; } = request;

    /// <summary>Timestamp (TimeProvider) until which it may wait for a connection; once it is sent, for its answer.</summary>
    public long Deadline { get; set; }

    protected CancellationToken Cancellation { get; } = cancellation;

    /// <summary>What the answer must carry.</summary>
    public int Xid { get; set; }

    /// <summary>The watch that an answer sets; null for none.</summary>
    public RequestedWatch? Watch { get; init; }

    /// <summary>There is nothing more to do for it: cancelled before it was sent.</summary>
    public bool TryDrop()
    {
        if (!Cancellation.IsCancellationRequested)
            return false;
        Cancel();
        return true;
    }

    /// <summary>The answer has come.</summary>
    /// <exception cref="ZooKeeperProtocolException">Its record is malformed.</exception>
    public abstract void Complete(ZooKeeperError error, ref JuteReader record);

    public void Fail(ZooKeeperError error, bool isOutcomeUnknown = false) =>
        Fail(new ZooKeeperException(error, path, isOutcomeUnknown));

    public abstract void Fail(Exception error);

    protected abstract void Cancel();
}
