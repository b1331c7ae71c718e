namespace SceNettyProxy.Tenancy.Settings;

/// <summary>
/// Settings that a reload may replace. A reader takes <see cref="Value"/> once per use and never sees a mixture. Any
/// thread.
/// </summary>
public sealed class Live<T>(T value)
    where T : class
{
    private readonly Lock setting = new();
    private volatile T value = value;

    /// <summary>
    /// Raised after the value was replaced by a different one, on the thread that did; must not block or throw.
    /// </summary>
    public event Action<T>? Changed;

    public T Value => value;

    /// <summary>Replaces the value; an equal one changes nothing.</summary>
    public void Set(T next)
    {
        lock (setting)
        {
            if (value.Equals(next))
                return;
            value = next;
            Changed?.Invoke(next);
        }
    }
}
