namespace SceNettyProxy.Tenancy.Forbids;

/// <summary>How long a forbid lasts; the numbers are those of its JSON form.</summary>
public enum ForbidKind
{
    /// <summary>Nothing is forbidden: as an order, what was forbidden is lifted.</summary>
    None = 0,

    /// <summary>For a number of seconds from its start.</summary>
    Timed = 1,

    /// <summary>Until it is lifted.</summary>
    Permanent = 2,
}
