using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;

namespace SceNettyProxy.Integration.ZooKeeper.Client;

/// <summary>A request with an answer of type <typeparamref name="T"/>.</summary>
/// <param name="request">What is asked.</param>
/// <param name="path">For errors; as the caller named it.</param>
/// <param name="read">Reads the answer.</param>
/// <param name="cancellation">Ends the wait; before the request was sent it is not sent.</param>
internal sealed class PendingRequest<T>(
    ZooKeeperRequest request, string? path, AnswerReader<T> read, CancellationToken cancellation)
    : PendingRequest(request, path, cancellation)
{
    // Callers go on elsewhere, not on the event loop.
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>That there is no such node is an answer too: the default value.</summary>
    public bool TakesNoNode { get; init; }

    public Task<T> Task => Cancellation.CanBeCanceled ? completion.Task.WaitAsync(Cancellation) : completion.Task;

    public override void Complete(ZooKeeperError error, ref JuteReader record)
    {
        if (error == ZooKeeperError.Ok)
            completion.TrySetResult(read(ref record));
        else if (error == ZooKeeperError.NoNode && TakesNoNode)
            completion.TrySetResult(default!);
        else
            Fail(error);
    }

    public override void Fail(Exception error)
    {
        completion.TrySetException(error);
        // The caller may have gone.
        _ = completion.Task.Exception;
    }

    protected override void Cancel() => completion.TrySetCanceled(Cancellation);
}
