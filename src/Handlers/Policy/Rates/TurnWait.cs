using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Routing;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Rates;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Policy.Rates;

/// <summary>
/// Lets a command wait until the rate limits allow it: first its time, then a slot among the statements that run. Nothing of the
/// client is read meanwhile. One per session, on its loop.
/// </summary>
internal sealed class TurnWait(ProxyServices services, ProxySession session, BackendSelector selector)
{
    /// <summary>Where nobody can tell when a slot becomes free.</summary>
    private static readonly TimeSpan SlotRetry = TimeSpan.FromSeconds(1);

    private ClientCommand? waiting;
    private IScheduledTask? timer;
    private SlotRequest? request;

    public bool IsWaiting => waiting is not null;

    /// <summary>Begins with a command that the limiter has let through; <see cref="BackendSelector.Select"/> follows, or an error.
    /// </summary>
    public void Begin(ClientCommand command)
    {
        waiting = command;
        session.UpdateClientReads();
        if (command.TurnAfter > 0)
            timer = session.Loop.Schedule(TakeSlot, RateClock.ToTimeSpan(command.TurnAfter));
        else
            TakeSlot();
    }

    /// <summary>Nobody waits any more.</summary>
    public void Cancel()
    {
        waiting = null;
        timer?.Cancel();
        timer = null;
        request?.GiveUp();
        request = null;
    }

    private void TakeSlot()
    {
        timer = null;
        if (waiting is null)
            return;
        LimitsDefinition limits = session.Definition.Limits;
        RunSlots slots = session.Tenant.Rates.Running;
        if (limits.ConcurrentStatements is not { } most)
            Proceed();
        else if (slots.TryEnter(most))
            ProceedWith(slots);
        else if (limits.Excess == RateExcess.Refuse)
            Refuse(most, SlotRetry);
        else
            AwaitSlot(slots, most, limits.MaxDelay);
    }

    private void AwaitSlot(RunSlots slots, int most, TimeSpan limit)
    {
        TimeSpan left = limit - RateClock.ToTimeSpan(waiting!.TurnAfter);
        timer = session.Loop.Schedule(() => Refuse(most, SlotRetry), left > TimeSpan.Zero ? left : TimeSpan.Zero);
        Ask(slots, most);
    }

    private void Ask(RunSlots slots, int most)
    {
        var asked = new SlotRequest(this, session.Loop, slots, most);
        request = asked;
        slots.Wait(asked.Wake);
        // One may have become free before the queue knew of this request.
        if (slots.TryEnter(most))
            ProceedWith(slots);
    }

    private void OnWoken(SlotRequest asked)
    {
        if (request != asked)
        {
            // It was woken for nothing: another one may need the slot.
            asked.Slots.Wake();
            return;
        }

        request = null;
        if (asked.Slots.TryEnter(asked.Most))
            ProceedWith(asked.Slots);
        else
            Ask(asked.Slots, asked.Most);
    }

    private void ProceedWith(RunSlots slots)
    {
        session.HoldSlot(slots);
        Proceed();
    }

    private void Proceed()
    {
        ClientCommand command = waiting!;
        Cancel();
        session.UpdateClientReads();
        selector.Select(command.Route.Role);
    }

    private void Refuse(int most, TimeSpan retryAfter)
    {
        ClientCommand command = waiting!;
        Cancel();
        if (session.Definition.Limits.Statements is { } statements)
            session.Tenant.Rates.Statements.Return(command.TurnCost, statements);
        selector.Refuse(
            services.Errors.RateExceeded(session.Tenant.Name, $"{most} concurrent statements", retryAfter), RefusalReason.Rate);
    }

    /// <summary>A place in the queue for a slot. <see cref="Wake"/> may come from any thread.</summary>
    private sealed class SlotRequest(TurnWait owner, IEventLoop loop, RunSlots slots, int most)
    {
        private const int Waiting = 0;
        private const int Woken = 1;
        private const int GivenUp = 2;

        private int state;

        public RunSlots Slots { get; } = slots;

        public int Most { get; } = most;

        public bool Wake()
        {
            if (Interlocked.CompareExchange(ref state, Woken, Waiting) != Waiting)
                return false;
            loop.Execute(() => owner.OnWoken(this));
            return true;
        }

        public void GiveUp() => Interlocked.CompareExchange(ref state, GivenUp, Waiting);
    }
}
