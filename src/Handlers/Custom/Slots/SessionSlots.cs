using DotNetty.Transport.Channels;
using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Session;

namespace SceNettyProxy.Handlers.Custom.Slots;

/// <summary>
/// Puts custom channel handlers into the pipelines of one session and takes them out again. Those that are in service at the
/// login stay until the session ends or changes its user.
/// </summary>
internal sealed class SessionSlots(ProxyServices services, ProxySession session)
{
    /// <summary>The handler of the proxy that each frontend slot stands in front of.</summary>
    private static readonly (string Slot, string Before)[] Places =
    [
        (SlotNames.AfterLogin, HandlerNames.Commands),
        (SlotNames.BeforeTokenizer, HandlerNames.Tokenizer),
        (SlotNames.AfterTokenizer, HandlerNames.PrivateSql),
        (SlotNames.BeforeSelector, HandlerNames.Selector),
        (SlotNames.AfterSelector, HandlerNames.ToBackend),
    ];

    private readonly List<CustomHandler> used = [];
    private readonly List<CustomHandler> responses = [];
    private readonly List<IChannelHandler> installed = [];

    /// <summary>No custom channel handler sees what the session reads and writes.</summary>
    public bool AreEmpty => used.Count == 0;

    /// <summary>The session has logged in, perhaps as somebody else than before.</summary>
    public void Install()
    {
        IChannelPipeline pipeline = session.Channel.Pipeline;
        foreach (IChannelHandler handler in installed)
            pipeline.Remove(handler);
        End();
        foreach ((string slot, string before) in Places)
        {
            foreach (CustomHandler handler in Take(slot))
            {
                IChannelHandler[] added = Make(handler, slot);
                AddBefore(pipeline, before, handler, added);
                installed.AddRange(added);
            }
        }

        responses.AddRange(Take(SlotNames.Response));
    }

    /// <summary>The session takes a connection to a server.</summary>
    public void AddResponse(BackendConnection connection)
    {
        foreach (CustomHandler handler in responses)
            AddBefore(connection.Channel!.Pipeline, HandlerNames.ToFrontend, handler, Make(handler, SlotNames.Response));
    }

    /// <summary>The session gives a connection back.</summary>
    public void RemoveResponse(BackendConnection connection)
    {
        if (responses.Count == 0 || connection.Channel is not { } channel)
            return;
        foreach (CustomHandler handler in responses)
        {
            foreach (string name in (ReadOnlySpan<string>)[EntryName(handler), Name(handler), ExitName(handler)])
            {
                // Of a closed channel the handlers are gone already.
                if (channel.Pipeline.Get(name) is { } present)
                    channel.Pipeline.Remove(present);
            }
        }
    }

    /// <summary>The session has ended.</summary>
    public void End()
    {
        foreach (CustomHandler handler in used)
            handler.EndUse();
        used.Clear();
        responses.Clear();
        installed.Clear();
    }

    private static string Name(CustomHandler handler) => $"custom:{handler.Name}";

    private static string EntryName(CustomHandler handler) => $"custom:{handler.Name}:entry";

    private static string ExitName(CustomHandler handler) => $"custom:{handler.Name}:exit";

    private static void AddBefore(IChannelPipeline pipeline, string before, CustomHandler handler, IChannelHandler[] added)
    {
        if (added is [{ } only])
            pipeline.AddBefore(before, Name(handler), only);
        if (added is not [{ } entry, { } custom, { } exit])
            return;
        pipeline
            .AddBefore(before, EntryName(handler), entry)
            .AddBefore(before, Name(handler), custom)
            .AddBefore(before, ExitName(handler), exit);
    }

    private List<CustomHandler> Take(string slot)
    {
        List<CustomHandler> taken = [];
        foreach (CustomHandler handler in services.CustomHandlers.InSlot(slot))
        {
            if (session.Info is { } info && handler.Registration.IsFor(info.Database) && handler.TryUse())
                taken.Add(handler);
        }

        used.AddRange(taken);
        return taken;
    }

    /// <summary>What goes into a pipeline for it: nothing, the custom handler between its watchers, or what refuses in its
    /// place.</summary>
    private IChannelHandler[] Make(CustomHandler handler, string slot)
    {
        if (handler.IsFenced)
            return handler.Registration.FencedRefuses && slot != SlotNames.Response ? [new SlotRefusal(session, handler)] : [];
        long startedAt = services.Time.GetTimestamp();
        try
        {
            IChannelHandler? custom = handler.Factory!.Create(new SlotView(session, handler, slot));
            handler.Succeeded(startedAt);
            if (custom is null)
                return [];
            var watch = new SlotWatch(handler, services.Time);
            return [new SlotEntry(watch), custom, new SlotExit(watch)];
        }
#pragma warning disable CA1031 // Whatever a custom factory throws is counted.
        catch (Exception e)
#pragma warning restore CA1031
        {
            handler.Failed(startedAt, e);
            return slot == SlotNames.Response ? [] : [new SlotRefusal(session, handler)];
        }
    }
}
