using Microsoft.Extensions.Time.Testing;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Tenancy.Tests.Usage;

/// <summary>A folder of usage with a clock, in which one process after the other counts.</summary>
internal sealed class UsageFolder : IDisposable
{
    /// <summary>Half a minute before midnight of that day would be a trap of its own: tests begin at noon.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public UsageFolder() => Path = Directory.CreateTempSubdirectory("sceproxy-usage-").FullName;

    public string Path { get; }

    public FakeTimeProvider Time { get; } = new(Noon) { AutoAdvanceAmount = TimeSpan.Zero };

    public List<UsageNotice> Notices { get; } = [];

    public RecordingSink Sink { get; } = new();

    public string CounterFile => System.IO.Path.Combine(Path, UsageStore.FileName);

    /// <summary>The files of the log, the earliest first.</summary>
    public string[] Logs => [.. Directory.GetFiles(Path, "usage-*.jsonl").Order(StringComparer.Ordinal)];

    public UsageProcess Start() => new(this);

    /// <summary>All lines that are minutes.</summary>
    public List<ClosedMinute> Lines() => [.. new UsageLog(Path, Notices.Add).ReadAfter(0)];

    /// <summary>What all lines of a database add up to.</summary>
    public long BilledBytes(string database = "shop") =>
        Lines().Where(line => line.Database == database).Sum(static line => line.Used.BytesOut);

    /// <summary>Another folder with the same files.</summary>
    public UsageFolder Copy()
    {
        UsageFolder copy = new();
        copy.Time.SetUtcNow(Time.GetUtcNow());
        foreach (string file in Directory.GetFiles(Path))
            File.Copy(file, System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(file)));
        return copy;
    }

    public bool WasTold(UsageNoticeKind kind) => Notices.Exists(notice => notice.Kind == kind);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
