using SceNettyProxy.Transport.Loops;

namespace SceNettyProxy.Transport.IoUring;

/// <summary>What a loop that waits in io_uring knows of a channel.</summary>
internal interface IIoUringChannel : INativeChannel
{
    /// <summary>An operation has come to something.</summary>
    /// <param name="operation">Which.</param>
    /// <param name="result">As the system call would return it, or the negative number of the error.</param>
    /// <param name="more">Whether it goes on; else it has ended.</param>
    /// <param name="bytes">What was received; for the time of the call.</param>
    void OnCompletion(RingOperation operation, int result, bool more, ReadOnlySpan<byte> bytes);

    /// <summary>The turn ends: what was flushed in it is to be sent. Asked for with <see cref="IoUringEventLoop.QueueSend"/>.</summary>
    /// <param name="alone">Whether so few channels send that each has a system call of its own; else by the ring.</param>
    void Send(bool alone);
}
