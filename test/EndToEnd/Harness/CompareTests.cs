using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.Testing.Servers;

namespace SceNettyProxy.EndToEnd.Harness;

/// <summary>The comparison itself: a case that cannot fail would prove nothing.</summary>
[TestClass]
public sealed class CompareTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task A_difference_between_two_servers_is_found()
    {
        var primary = await this.WhoAmIAsync(ServerRole.Primary);
        var replica = await this.WhoAmIAsync(ServerRole.Replica(1));
        var error = Assert.ThrowsExactly<AssertFailedException>(() => SideBySide.AssertEqual(this.TestContext, primary, replica));
        Assert.Contains("String[7] 'primary'", error.Message);
        Assert.Contains("String[8] 'replica1'", error.Message);
    }

    [TestMethod]
    public void A_missing_line_is_found() =>
        Assert.ThrowsExactly<AssertFailedException>(() => SideBySide.AssertEqual(this.TestContext, ["a", "b"], ["a"]));

    [TestMethod]
    public void A_case_that_sees_nothing_fails() =>
        Assert.ThrowsExactly<AssertFailedException>(() => SideBySide.AssertEqual(this.TestContext, [], []));

    [TestMethod]
    public async Task An_ordinary_user_cannot_write_to_a_replica()
    {
        var settings = MariaDbCluster.ConnectionString(SharedServers.Cluster[ServerRole.Replica(1)].Port);
        await using var session = await CaseSession.OpenAsync(settings, new Transcript());
        await session.FailAsync("CREATE TABLE misrouted (a INT)");
        Assert.Contains("error 1290", session.Seen.Lines[^1]);
    }

    private async Task<IReadOnlyList<string>> WhoAmIAsync(ServerRole role)
    {
        var seen = new Transcript();
        await using var session = await CaseSession.OpenAsync(MariaDbCluster.ConnectionString(SharedServers.Cluster[role].Port), seen);
        await session.RunAsync("SELECT name FROM shop.whoami");
        return seen.Lines;
    }
}
