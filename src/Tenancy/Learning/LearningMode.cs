namespace SceNettyProxy.Tenancy.Learning;

/// <summary>What becomes of the digests of a database's statements.</summary>
public enum LearningMode
{
    /// <summary>Nothing; texts are not digested.</summary>
    Off,

    /// <summary>Each becomes known.</summary>
    Record,

    /// <summary>All pass; those that are not known are counted as such.</summary>
    Show,

    /// <summary>Only known ones pass.</summary>
    Enforce,
}
