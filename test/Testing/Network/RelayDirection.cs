namespace SceNettyProxy.Testing.Network;

/// <summary>The faults and the byte counter of one direction of a <see cref="TestRelay"/>. Safe from any thread.</summary>
public sealed class RelayDirection
{
    private readonly object gate = new();
    private TaskCompletionSource? paused;
    private long bytes;

    /// <summary>Bytes taken from the sender, forwarded or swallowed, over all connections.</summary>
    public long Bytes => Interlocked.Read(ref this.bytes);

    /// <summary>Waited before each forwarded read.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>While true, what is received is counted and thrown away.</summary>
    public bool Swallow { get; set; }

    /// <summary>Stops taking bytes from the sender; connections stay open.</summary>
    public void Pause()
    {
        lock (this.gate)
            this.paused ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Ends <see cref="Pause"/>; what has waited flows on.</summary>
    public void Resume()
    {
        lock (this.gate)
        {
            this.paused?.SetResult();
            this.paused = null;
        }
    }

    internal async Task CopyAsync(Func<Memory<byte>, ValueTask<int>> receive, Func<Memory<byte>, ValueTask> send, CancellationToken stop)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            await this.GoAheadAsync(stop);
            var count = await receive(buffer);
            if (count == 0)
                return;
            Interlocked.Add(ref this.bytes, count);
            // Asked again: a pause or a fault may have been set while the read was waiting.
            await this.GoAheadAsync(stop);
            if (this.Delay > TimeSpan.Zero)
                await Task.Delay(this.Delay, stop);
            if (!this.Swallow)
                await send(buffer.AsMemory(0, count));
        }
    }

    private Task GoAheadAsync(CancellationToken stop)
    {
        lock (this.gate)
            return this.paused is null ? Task.CompletedTask : this.paused.Task.WaitAsync(stop);
    }
}
