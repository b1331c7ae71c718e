using System.Globalization;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Cancellation;

/// <summary>A proxy whose connections to the servers are of an account of their own, so that what runs there is seen.</summary>
public abstract class CancellationTest : ProxyTest
{
    /// <summary>Named differently in each class: an account is made new by the test that uses it.</summary>
    private protected abstract string Account { get; }

    private protected async Task<ProxyProcess> StartAsync(Action<ProxyConfiguration>? change = null)
    {
        await CreateAccountAsync(this.Account);
        return await StartProxyAsync(configuration =>
        {
            UseAccount(configuration, this.Account);
            configuration.Database("shop")["readAfterWrite"] = 0;
            change?.Invoke(configuration);
        });
    }

    /// <summary>Returns when that server runs a statement with the mark in its text.</summary>
    private protected Task WaitUntilRunningAsync(ServerRole role, string mark) => Eventually.HoldsAsync(
        async () => await this.CountAsync(role, $"INFO LIKE '%{mark}%'") == 1, $"{mark} runs on {role}");

    /// <summary>Returns when the account runs nothing on any server.</summary>
    private protected async Task WaitUntilNothingRunsAsync()
    {
        foreach (ServerRole role in (ServerRole[])[ServerRole.Primary, ServerRole.Replica(1)])
            await Eventually.HoldsAsync(async () => await this.CountAsync(role, "COMMAND <> 'Sleep'") == 0, $"nothing runs on {role}");
    }

    /// <summary>Connections of the account for which the condition holds.</summary>
    private protected async Task<int> CountAsync(ServerRole role, string condition) => int.Parse(
        await Cluster.ReadScalarAsync(
            role, $"SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = '{this.Account}' AND {condition}"),
        CultureInfo.InvariantCulture);

    /// <summary>Runs a KILL over a connection of its own; it must succeed.</summary>
    private protected static async Task KillAsync(ProxyProcess proxy, string kill, RawMySqlClient target)
    {
        using RawMySqlClient killer = await OpenAsync(proxy);
        IReadOnlyList<RawPacket> answer = await killer.QueryAsync($"{kill} {target.Greeting!.ConnectionId}");
        Assert.IsTrue(answer[0].IsOk, answer[0].ToString());
    }

    private protected static async Task MustSucceedAsync(RawMySqlClient client, string sql)
    {
        IReadOnlyList<RawPacket> answer = await client.QueryAsync(sql);
        Assert.IsFalse(answer[^1].IsError, $"{sql}: {answer[^1]}");
    }

    private protected static void AssertInterrupted(RawPacket packet)
    {
        Assert.IsTrue(packet.IsError, packet.ToString());
        Assert.AreEqual(1317, packet.ErrorCode, packet.ToString());
        Assert.AreEqual("70100", packet.SqlState);
    }
}
