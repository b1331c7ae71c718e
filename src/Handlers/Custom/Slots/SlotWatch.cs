namespace SceNettyProxy.Handlers.Custom.Slots;

/// <summary>
/// Knows whether a custom channel handler is at work: between the moment that a message enters it and the moment that one
/// leaves it. So its time is told from that of the handlers behind it, and its exceptions from those of the ones in front. Of
/// one loop.
/// </summary>
internal sealed class SlotWatch(CustomHandler handler, TimeProvider time)
{
    private long enteredAt;
    private bool isInside;
    private Exception? passing;

    /// <summary>A message goes in.</summary>
    public void Enter()
    {
        handler.Counters.Calls.Increment();
        enteredAt = time.GetTimestamp();
        isInside = true;
    }

    /// <summary>A message comes out, or the handler has returned without passing one on.</summary>
    public void Leave()
    {
        if (!isInside)
            return;
        isInside = false;
        handler.Succeeded(enteredAt);
    }

    /// <summary>An exception of somebody in front goes in.</summary>
    public void EnterException(Exception exception) => passing = exception;

    /// <summary>An exception comes out.</summary>
    public void LeaveException(Exception exception)
    {
        bool isForeign = passing == exception;
        passing = null;
        if (isForeign)
            return;
        handler.Failed(isInside ? enteredAt : time.GetTimestamp(), exception);
        isInside = false;
    }
}
