namespace SceNettyProxy.Integration.Tests.Statistics;

/// <summary>Where a connection ends.</summary>
internal enum RelayCut
{
    None,
    BeforeTheServer,
    BehindTheServer,
}
