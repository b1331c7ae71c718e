using DotNetty.Common.Concurrency;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Rates;

namespace SceNettyProxy.Handlers.Session;

/// <content>What the session takes of its database's rate limits.</content>
internal sealed partial class ProxySession
{
    private RunSlots? heldSlot;
    private IScheduledTask? clientPause;
    private IScheduledTask? serverPause;

    /// <summary>When the next command may begin, since what was sent before has to be paid first: a time of the rate clock.</summary>
    public long NotBefore { get; private set; }

    /// <summary>The command in flight runs in a slot, until it is finished.</summary>
    public void HoldSlot(RunSlots slots) => heldSlot = slots;

    /// <summary>Bytes of packets have come. A client that is too fast is not read for a while.</summary>
    public void ChargeIn(long bytes)
    {
        if (!IsAuthenticated || Definition.Limits is not { BytesIn: { } limit } limits)
            return;
        long wait = Tenant.Rates.BytesIn.Charge(services.RateClock.Now, bytes, limit);
        if (wait == 0 || limits.Excess != RateExcess.Delay || clientPause is not null)
            return;
        clientPause = Pause(limits, wait, () =>
        {
            clientPause = null;
            UpdateClientReads();
        });
        UpdateClientReads();
    }

    /// <summary>Bytes of packets have gone out. A result that is too fast is not read from its server for a while.</summary>
    public void ChargeOut(long bytes)
    {
        if (!IsAuthenticated || Definition.Limits is not { BytesOut: { } limit } limits)
            return;
        long now = services.RateClock.Now;
        long wait = Tenant.Rates.BytesOut.Charge(now, bytes, limit);
        if (wait == 0 || limits.Excess != RateExcess.Delay)
            return;
        NotBefore = now + wait;
        if (serverPause is not null)
            return;
        serverPause = Pause(limits, wait, () =>
        {
            serverPause = null;
            UpdateBackendReads();
        });
        UpdateBackendReads();
    }

    /// <summary>Not for longer than a statement may be delayed: a stream goes on in steps, and what it takes above the rate is a
    /// debt of those that follow.</summary>
    private IScheduledTask Pause(LimitsDefinition limits, long wait, Action resume) =>
        Loop.Schedule(resume, RateClock.ToTimeSpan(Math.Min(wait, RateClock.Of(limits.MaxDelay))));

    private void LeaveSlot()
    {
        heldSlot?.Leave();
        heldSlot = null;
    }

    /// <summary>The session has ended.</summary>
    private void LeaveRates()
    {
        LeaveSlot();
        clientPause?.Cancel();
        serverPause?.Cancel();
    }
}
