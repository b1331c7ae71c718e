using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Session;

/// <summary>Bytes of statements that are held until they can be judged, of all sessions together. Any thread.</summary>
internal sealed class HeldBudget(Live<SessionOptions> options)
{
    private long held;

    /// <summary>Bytes held now.</summary>
    public long Held => Volatile.Read(ref held);

    /// <summary>As things stand <see cref="TryTake"/> would succeed.</summary>
    public bool HasRoom(int bytes) => Held + bytes <= options.Value.HeldBudget;

    /// <summary>False when the budget would be exceeded; nothing is taken then.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref held, bytes) <= options.Value.HeldBudget)
            return true;
        Interlocked.Add(ref held, -bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref held, -bytes);
}
