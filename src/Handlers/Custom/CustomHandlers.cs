using Microsoft.Extensions.Logging;
using SceNettyProxy.Extensions.Pipeline;

namespace SceNettyProxy.Handlers.Custom;

/// <summary>The custom handlers that are in service, in their order. Any thread.</summary>
internal sealed class CustomHandlers(ILogger logger, TimeProvider time)
{
    private readonly Lock applying = new();
    private readonly Dictionary<string, HandlerCounters> counters = new(StringComparer.Ordinal);
    private volatile CustomHandler[] all = [];
    private volatile CustomHandler[] interceptors = [];

    /// <summary>Another array after every change that concerns interceptors: sessions compare it with the one they know.
    /// </summary>
    public CustomHandler[] Interceptors => interceptors;

    /// <summary>Those of all entries, in their order.</summary>
    public IReadOnlyList<CustomHandler> All => all;

    /// <summary>Their counters.</summary>
    public IReadOnlyList<HandlerStatus> Statuses => Array.ConvertAll(all, static handler => handler.Status);

    /// <summary>Those of a channel slot.</summary>
    public IEnumerable<CustomHandler> InSlot(string slot)
    {
        foreach (CustomHandler handler in all)
        {
            if (handler.Factory is not null && handler.Registration.Slot == slot)
                yield return handler;
        }
    }

    /// <summary>
    /// Puts these in service in the place of the present ones, in this order. A registration that is equal but for its problem
    /// keeps its handler, fence included; a handler of the same name goes on counting where the one before it ended.
    /// </summary>
    public void Apply(IReadOnlyList<HandlerRegistration> registrations)
    {
        CustomHandler[] before;
        CustomHandler[] next;
        lock (applying)
        {
            before = all;
            next = [.. registrations.Select(registration => Keep(before, registration) ?? Create(registration))];
            CustomHandler[] judging =
                [.. next.Where(static handler => handler is { Interceptor: not null, Registration.Slot: SlotNames.Commands })];
            all = next;
            if (!judging.AsSpan().SequenceEqual(interceptors))
                interceptors = judging;
        }

        foreach (CustomHandler retired in before.Except(next))
            retired.EndUse();
    }

    /// <summary>Null where there is none of that name.</summary>
    public CustomHandler? Find(string name) => Array.Find(all, handler => handler.Name == name);

    private static CustomHandler? Keep(CustomHandler[] handlers, HandlerRegistration registration)
    {
        HandlerRegistration wanted = registration with { Problem = null };
        CustomHandler? kept = Array.Find(handlers, handler => handler.Registration with { Problem = null } == wanted);
        if (kept is not null)
            kept.LoadProblem = registration.Problem;
        return kept;
    }

    private CustomHandler Create(HandlerRegistration registration)
    {
        if (!counters.TryGetValue(registration.Name, out HandlerCounters? counted))
            counters[registration.Name] = counted = new HandlerCounters();
        return new CustomHandler(registration, counted, logger, time);
    }
}
