using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Tenancy.Forbids;

/// <summary>
/// The forbids in force on this proxy, and a store that keeps them nowhere else. Each database's own stand on its
/// <see cref="Tenant"/>, where sessions find them without a search. What is over is taken away once a second. Any thread.
/// </summary>
public sealed class MemoryForbidStore : IForbidStore, IDisposable
{
    /// <summary>Between two looks for what is over.</summary>
    public static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly Lock changing = new();
    private readonly TenantRegistry registry;
    private readonly TimeProvider time;
    private readonly ITimer? sweeper;
    private volatile ForbidSnapshot current = ForbidSnapshot.Empty;

    /// <param name="sweeps">False where the owner takes away what is over.</param>
    public MemoryForbidStore(TenantRegistry registry, TimeProvider time, bool sweeps = true)
    {
        this.registry = registry;
        this.time = time;
        registry.Changed += OnRegistryChanged;
        if (sweeps)
            sweeper = time.CreateTimer(_ => Change(static (snapshot, now) => snapshot.WithoutExpired(now)), null, SweepInterval, SweepInterval);
    }

    /// <summary>What is in force.</summary>
    public ForbidSnapshot Current => current;

    public Task<ForbidOutcome> SetAsync(string database, ForbidDefinition forbid)
    {
        ForbidOutcome outcome = default;
        Change((snapshot, now) =>
        {
            outcome = snapshot.Set(database, forbid with { Start = now }, now, out ForbidSnapshot next);
            return next;
        });
        return Task.FromResult(outcome);
    }

    public Task<int> LiftAsync(string database, string? table = null)
    {
        int lifted = 0;
        Change((snapshot, now) =>
        {
            lifted = snapshot.Lift(database, table, now, out ForbidSnapshot next);
            return next;
        });
        return Task.FromResult(lifted);
    }

    public Task EditAsync(string database, Func<ForbidSet, double, ForbidSet> change)
    {
        Change((snapshot, now) => snapshot.Edit(database, now, change));
        return Task.CompletedTask;
    }

    public IReadOnlyList<DatabaseForbid> List() => current.List(ForbidDefinition.ClockOf(time));

    /// <summary>Puts these in force, and no others.</summary>
    public void Replace(ForbidSnapshot snapshot) => Change((_, _) => snapshot);

    public void Dispose()
    {
        registry.Changed -= OnRegistryChanged;
        sweeper?.Dispose();
    }

    private void Change(Func<ForbidSnapshot, double, ForbidSnapshot> change)
    {
        lock (changing)
        {
            ForbidSnapshot next = change(current, ForbidDefinition.ClockOf(time));
            if (next == current)
                return;
            ForbidSnapshot before = current;
            current = next;
            foreach ((string database, ForbidSet set) in next.Databases)
            {
                if (set != before.Of(database))
                    Publish(database);
            }

            foreach ((string database, _) in before.Databases)
            {
                if (next.Of(database).IsEmpty)
                    Publish(database);
            }
        }
    }

    /// <summary>A database that has come has a record of its own.</summary>
    private void OnRegistryChanged(RegistryChange change)
    {
        lock (changing)
        {
            foreach (TenantChange tenant in change.Tenants)
                tenant.Tenant.Forbids = current.Of(tenant.Tenant.Name);
        }
    }

    private void Publish(string database)
    {
        if (registry.Find(database) is { } tenant)
            tenant.Forbids = current.Of(database);
    }
}
