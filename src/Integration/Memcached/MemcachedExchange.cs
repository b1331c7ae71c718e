using DotNetty.Common.Concurrency;
using SceNettyProxy.Codecs.Memcached;

namespace SceNettyProxy.Integration.Memcached;

/// <summary>Commands that go out together, and their answers. Of the connection's loop.</summary>
internal sealed class MemcachedExchange(IReadOnlyList<MemcachedRequest> requests)
{
    private readonly TaskCompletionSource<IReadOnlyList<MemcachedReply>> source =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<MemcachedReply> replies = new(requests.Count);

    public IReadOnlyList<MemcachedRequest> Requests => requests;

    public Task<IReadOnlyList<MemcachedReply>> Task => source.Task;

    /// <summary>Ends the waiting.</summary>
    public IScheduledTask? Deadline { get; set; }

    /// <summary>Takes the next answer. False for one that the next command cannot have.</summary>
    public bool TryAdd(MemcachedReply reply)
    {
        if (!requests[replies.Count].Expects(reply.Kind))
            return false;
        replies.Add(reply);
        return true;
    }

    public bool IsComplete => replies.Count == requests.Count;

    public void Complete()
    {
        Deadline?.Cancel();
        source.TrySetResult(replies);
    }

    public void Fail(MemcachedException exception)
    {
        Deadline?.Cancel();
        source.TrySetException(exception);
    }
}
