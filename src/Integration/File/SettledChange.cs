namespace SceNettyProxy.Integration.File;

/// <summary>
/// Says when something has changed and then stayed the same from one look to the next. The first state counts as a change.
/// </summary>
internal sealed class SettledChange<T>
    where T : struct, IEquatable<T>
{
    private T? last;
    private T? reported;

    /// <summary>Takes a look; true when this state has settled and was not reported yet.</summary>
    public bool Observe(T now)
    {
        bool settled = last is { } before && before.Equals(now);
        last = now;
        if (!settled || (reported is { } old && old.Equals(now)))
            return false;
        reported = now;
        return true;
    }
}
