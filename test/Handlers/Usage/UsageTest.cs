using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Tests.Usage;

/// <summary>Tests of what is counted.</summary>
public abstract class UsageTest : ProxyTest
{
    /// <summary>What the database of the rig has used.</summary>
    private protected UsageTotals Shop => Of(Databases.Name);

    /// <summary>What belongs to no database.</summary>
    private protected UsageTotals Nobody => Of(UsageStore.Nobody);

    private protected UsageTotals Of(string database) => Rig.Usage.Find(database)?.SinceStart ?? UsageTotals.Zero;

    private protected void AssertBytes(long bytesIn, long bytesOut, string database = Databases.Name) =>
        Assert.AreEqual((bytesIn, bytesOut), (Of(database).BytesIn, Of(database).BytesOut), $"bytes in and out of '{database}'");

    private protected void AssertStatements(params ReadOnlySpan<(UsageVerb Verb, long Count)> expected)
    {
        foreach ((UsageVerb verb, long count) in expected)
            Assert.AreEqual(count, Shop.Statements(verb), $"{verb}");
        long all = 0;
        foreach ((_, long count) in expected)
            all += count;
        Assert.AreEqual(all, Shop.AllStatements, "all verbs");
    }
}
