using System.Diagnostics.CodeAnalysis;
using SceNettyProxy.Codecs.ZooKeeper;

namespace SceNettyProxy.Integration.ZooKeeper;

/// <summary>A request did not succeed.</summary>
[SuppressMessage("Design", "CA1032", Justification = "An exception without an error code would say nothing.")]
public sealed class ZooKeeperException : Exception
{
    /// <param name="error">What the server, or the client for itself, says.</param>
    /// <param name="path">The node that the request was about; null where there is none.</param>
    /// <param name="isOutcomeUnknown">The request was sent, and no answer came.</param>
    public ZooKeeperException(ZooKeeperError error, string? path = null, bool isOutcomeUnknown = false)
        : base($"{error}{(path is null ? "" : $" for {path}")}{(isOutcomeUnknown ? "; it may have been done" : "")}")
    {
        Error = error;
        Path = path;
        IsOutcomeUnknown = isOutcomeUnknown;
    }

    /// <summary>
    /// <see cref="ZooKeeperError.ConnectionLoss"/>: the connection broke. <see cref="ZooKeeperError.OperationTimeout"/>: no
    /// answer in time. <see cref="ZooKeeperError.SessionExpired"/>: the session ended. Else what the server answered.
    /// </summary>
    public ZooKeeperError Error { get; }

    public string? Path { get; }

    /// <summary>True where the request may have been done all the same: it was sent and not answered.</summary>
    public bool IsOutcomeUnknown { get; }

    /// <summary>Of a multi request: the index of the operation that failed; none was done. Else null.</summary>
    public int? FailedOperation { get; init; }

    /// <summary>The connection or the session is at fault, not the request: it may be sent again.</summary>
    public bool IsTransient => Error is ZooKeeperError.ConnectionLoss or ZooKeeperError.OperationTimeout
        or ZooKeeperError.SessionExpired or ZooKeeperError.SessionMoved or ZooKeeperError.Throttled;
}
