using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Tenancy.Tests.Usage;

/// <summary>Keeps what it is told.</summary>
internal sealed class RecordingSink : IUsageSink
{
    public List<ClosedMinute> Minutes { get; } = [];

    public void Accept(IReadOnlyList<ClosedMinute> minutes) => Minutes.AddRange(minutes);
}
