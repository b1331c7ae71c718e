using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Forbids;

/// <summary>What is forbidden in a database, and for how long. Immutable, equal by value.</summary>
public sealed record ForbidDefinition
{
    public required ForbidKind Kind { get; init; }

    /// <summary>When it begins: seconds since 1970-01-01 UTC.</summary>
    public double Start { get; init; }

    /// <summary>Seconds; only of a <see cref="ForbidKind.Timed"/> one.</summary>
    public double Duration { get; init; }

    public ForbidObject Object { get; init; } = ForbidObject.Database;

    /// <summary>The verbs of a <see cref="ForbidObject.Database"/> forbid.</summary>
    public ForbidVerbs Verbs { get; init; } = ForbidVerbs.All;

    /// <summary>The tables of a <see cref="ForbidObject.Table"/> forbid; names are unique.</summary>
    public EquatableArray<TableForbid> Tables { get; init; }

    /// <summary>Why, for the people whose statements are refused.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The clock that <see cref="Start"/> is told by.</summary>
    public static double ClockOf(TimeProvider time) => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    /// <summary>It counts at that moment: it has begun and is not over.</summary>
    public bool IsRunning(double now) => Kind != ForbidKind.None && Start <= now && !IsOver(now);

    /// <summary>It will never count again.</summary>
    public bool IsOver(double now) => Kind switch
    {
        ForbidKind.Timed => now >= Start + Duration,
        ForbidKind.Permanent => false,
        _ => true,
    };

    /// <summary>
    /// Whole seconds until it is over, rounded up, so that whoever waits for so long is not refused again;
    /// <see cref="long.MaxValue"/> for a permanent one.
    /// </summary>
    public long SecondsLeft(double now) => Kind == ForbidKind.Permanent
        ? long.MaxValue
        : Math.Max(0, (long)Math.Ceiling(Start + Duration - now));

    /// <summary>Both forbid the same on the same.</summary>
    public bool HasScopeOf(ForbidDefinition other) => Object == other.Object
        && (Object == ForbidObject.Database ? Verbs.Equals(other.Verbs) : Tables.Equals(other.Tables));
}
