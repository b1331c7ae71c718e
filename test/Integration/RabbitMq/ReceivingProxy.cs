using SceNettyProxy.Integration.RabbitMq;
using SceNettyProxy.Integration.Tests.File;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Integration.Tests.RabbitMq;

/// <summary>What of a proxy receives forbids, started.</summary>
internal sealed class ReceivingProxy : IAsyncDisposable
{
    private readonly ForbidReceiver receiver;

    public ReceivingProxy(
        RabbitMqOptions options, string queue, IForbidStore shared, TenantRegistry registry, bool isMaster, TimeProvider? time = null)
    {
        Membership = new SwitchedMembership(isMaster);
        Store = new WatchedStore(shared);
        receiver = new ForbidReceiver(options, queue, Store, Membership, registry, time ?? TimeProvider.System, Logger);
        receiver.Start();
    }

    public SwitchedMembership Membership { get; }

    public WatchedStore Store { get; }

    public RecordingLogger<ForbidReceiver> Logger { get; } = new();

    /// <summary>Returns when this text was logged so often.</summary>
    public Task WaitForLogAsync(string text, int times = 1) => Testing.Waiting.Eventually.HoldsAsync(
        () => Logger.CountOf(text) >= times,
        $"'{text}' {times} times in the log",
        TimeSpan.FromSeconds(30));

    public Task WaitUntilReceivingAsync(int times = 1) => WaitForLogAsync("Forbids are received from RabbitMQ", times);

    /// <summary>Returns when a message was looked up in the store, which is done as long as it is held.</summary>
    /// <param name="act">Done first; only a look after it counts.</param>
    public Task WaitForLookAsync(Action? act = null)
    {
        int before = act is null ? 0 : Store.Looks;
        act?.Invoke();
        return Testing.Waiting.Eventually.HoldsAsync(() => Store.Looks > before, "the store is asked");
    }

    public Task WaitForAcknowledgementsAsync(int count = 1) => WaitForLogAsync("is acknowledged", count);

    public ValueTask DisposeAsync() => receiver.DisposeAsync();
}
