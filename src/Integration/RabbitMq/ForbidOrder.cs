using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Integration.RabbitMq;

/// <summary>One forbid of a message, or its order to lift. Used by one thread at a time.</summary>
internal sealed class ForbidOrder(DatabaseForbid asked)
{
    /// <summary>The least time that a hand-over to another master is given.</summary>
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMinutes(1);

    private EquatableArray<ForbidDefinition>? toBeLifted;

    public string Database => asked.Database;

    public ForbidDefinition Forbid => asked.Forbid;

    /// <summary>How long a proxy that is not the master waits to see it: until its time would be over for whoever set it.</summary>
    public TimeSpan Patience
    {
        get
        {
            TimeSpan most = ForbidTopology.MessageLifetime;
            if (Forbid.Kind != ForbidKind.Timed || Forbid.Duration >= most.TotalSeconds)
                return most;
            var duration = TimeSpan.FromSeconds(Forbid.Duration);
            return duration > LeastPatience ? duration : LeastPatience;
        }
    }

    /// <summary>
    /// The master has carried it out: what it asks for is in force, or what stood when this was asked first stands no more.
    /// </summary>
    /// <param name="standing">What is in force in its database.</param>
    public bool IsSeenIn(EquatableArray<ForbidDefinition> standing, double now)
    {
        if (Forbid.Kind == ForbidKind.None)
        {
            toBeLifted ??= standing;
            return !toBeLifted.Value.Any(standing.Contains);
        }

        ForbidSnapshot known = ForbidSnapshot.Empty.With(Database, ForbidSet.From(standing));
        return known.Set(Database, Forbid, now, out _) == ForbidOutcome.AlreadyRunning;
    }
}
