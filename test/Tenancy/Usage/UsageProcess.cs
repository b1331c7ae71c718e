using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Tenancy.Tests.Usage;

/// <summary>What a proxy has of usage, from its start to its end in one way or another.</summary>
internal sealed class UsageProcess : IDisposable
{
    private readonly object loop = new();

    public UsageProcess(UsageFolder folder)
    {
        Store = UsageStore.Open(folder.Path, folder.Time, folder.Notices.Add);
        Log = new UsageLog(folder.Path, folder.Notices.Add);
        Accounts = new UsageAccounts(Store, Log, [folder.Sink], folder.Time, folder.Notices.Add);
    }

    public UsageStore Store { get; }

    public UsageLog Log { get; }

    public UsageAccounts Accounts { get; }

    /// <summary>The counters of a database on the one event loop.</summary>
    public UsageSlot Slot(string database = "shop") => Store.Slot(loop, database);

    /// <summary>As SIGKILL does: nothing is closed or flushed.</summary>
    public void Kill()
    {
        Log.Dispose();
        Store.Dispose();
    }

    /// <summary>As a stop does.</summary>
    public void Stop()
    {
        Accounts.CloseNow();
        Accounts.Flush();
        Kill();
    }

    public void Dispose() => Kill();
}
