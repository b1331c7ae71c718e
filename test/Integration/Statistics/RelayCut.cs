namespace SceNettyProxy.Integration.Tests.Statistics;

/// <summary>Where a connection ends.</summary>
internal enum RelayCut
{
    None,
    BeforeTheServer,
    BehindTheServer,

    /// <summary>Behind an answer that is none, in the place of the server's.</summary>
    BehindGarbage,
}
