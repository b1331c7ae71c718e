using Microsoft.Extensions.Time.Testing;
using SceNettyProxy.Integration.Statistics;
using SceNettyProxy.Integration.Tests.File;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Integration.Tests.Statistics;

/// <summary>One life of what a proxy has of usage, with the writer of its statistics. Its minutes end when the test says so.</summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly object loop = new();
    private readonly FakeTimeProvider minutes;
    private readonly UsageStore store;
    private readonly UsageAccounts accounts;
    private readonly StatisticsWriter writer;

    public CountingProxy(string folder, FakeTimeProvider minutes, StatisticsDatabaseOptions options, string name = "10.0.0.1:61050")
    {
        this.minutes = minutes;
        store = UsageStore.Open(folder, minutes, static _ => { });
        Log = new UsageLog(folder, static _ => { });
        writer = new StatisticsWriter(options, name, folder, Log, TimeProvider.System, Logger);
        accounts = new UsageAccounts(store, Log, [writer], minutes, static _ => { });
        accounts.Flush();
        writer.Start();
    }

    public UsageLog Log { get; }

    public RecordingLogger<StatisticsWriter> Logger { get; } = new();

    public UsageSlot Slot(string database = "shop") => store.Slot(loop, database);

    /// <summary>Something is used that can be told from anything else.</summary>
    public void Use(int bytes, string database = "shop")
    {
        Slot(database).RequestStarted();
        Slot(database).Received(bytes);
        Slot(database).Sent(1000L * bytes);
    }

    public void EndMinute()
    {
        minutes.Advance(TimeSpan.FromMinutes(1));
        accounts.CloseIfOver();
        accounts.Flush();
    }

    /// <summary>Uses something and ends the minute, so often.</summary>
    public void UseMinutes(int count)
    {
        for (int i = 1; i <= count; i++)
        {
            Use(i);
            EndMinute();
        }
    }

    public Task WaitForLogAsync(string text, int times = 1) => Testing.Waiting.Eventually.HoldsAsync(
        () => Logger.CountOf(text) >= times, $"'{text}' {times} times in the log", TimeSpan.FromSeconds(30));

    /// <summary>As a stop does.</summary>
    public async Task StopAsync()
    {
        accounts.CloseNow();
        accounts.Flush();
        await DisposeAsync();
    }

    /// <summary>Without closing the minute that runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync();
        Log.Dispose();
        store.Dispose();
    }
}
