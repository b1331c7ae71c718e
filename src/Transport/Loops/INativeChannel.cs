namespace SceNettyProxy.Transport.Loops;

/// <summary>What a loop knows of a channel, whatever the kernel tells it by. All of it on the loop's thread.</summary>
internal interface INativeChannel
{
    /// <summary>The turn comes that was asked for with <see cref="NativeEventLoop.Ready"/>.</summary>
    void OnReady();

    /// <summary>A call from the loop threw, which none of them means to: the channel is to be closed.</summary>
    void OnFailure(Exception exception);

    /// <summary>The loop ends.</summary>
    void OnLoopEnds();
}
