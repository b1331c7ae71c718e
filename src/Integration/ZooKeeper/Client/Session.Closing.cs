using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;

namespace SceNettyProxy.Integration.ZooKeeper.Client;

/// <summary>The orderly end.</summary>
internal sealed partial class Session
{
    /// <summary>How long an orderly end may wait for the server.</summary>
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    /// <summary>Ends the session at the server where there is a connection; what was sent before is answered first. Any thread.</summary>
    public Task CloseAsync()
    {
        if (Interlocked.Exchange(ref isClosing, 1) == 0 && !Post(BeginClose))
            closed.TrySetResult();
        return closed.Task;
    }

    private void BeginClose()
    {
        Drain();
        if (connection is { IsOpen: true })
        {
            closeDeadline = time.GetTimestamp() + ServerConnection.Ticks(CloseLimit, time);
            connection.Send(ReplyHeader.CloseSessionXid, EmptyRequest.CloseSession);
        }
        else if (connection is not null)
        {
            connection.Close(CloseReason.Done);
        }
        else
        {
            Finish();
        }
    }

    private void Finish()
    {
        if (State != ZooKeeperState.AuthFailed)
            MoveTo(ZooKeeperState.Closed);
        End(() => new ObjectDisposedException(nameof(ZooKeeperClient)));
        closed.TrySetResult();
    }

    private void End(Func<Exception> error)
    {
        ticker?.Dispose();
        FailWaiting(error);
    }
}
