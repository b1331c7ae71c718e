namespace SceNettyProxy.Handlers.Tests.Rig.Quiet;

/// <summary>A <see cref="ServerScript"/> at the other end of a channel in memory. <see cref="Answer"/> sends what is due.</summary>
internal sealed class QuietServer
{
    private readonly QuietChannel channel;
    private readonly ServerScript script = new();

    public QuietServer(QuietChannel channel)
    {
        this.channel = channel;
        channel.Sent = bytes => script.Receive(bytes);
    }

    /// <inheritdoc cref="ServerScript.Statements"/>
    public int Statements => script.Statements;

    /// <summary>Where it was written to, each a system call on a socket.</summary>
    public long Writes => channel.Writes;

    /// <summary>Sends what is due; false when that was nothing.</summary>
    public bool Answer()
    {
        bool any = false;
        for (; script.TryTake(out byte[]? answer); any = true)
            channel.Deliver(answer);
        return any;
    }
}
