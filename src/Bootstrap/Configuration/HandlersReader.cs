using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Custom;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Reads <c>handlers</c>. Whether an assembly can be loaded is for <see cref="Custom.HandlerLoader"/> to say.</summary>
internal static class HandlersReader
{
    private const int MaxOrder = 1_000_000;
    private const int MaxFailures = 1_000_000;
    private const double MinSlow = 0.001;
    private const double MaxSlow = 3600;

    public static CustomHandlersOptions Read(SectionReader root)
    {
        List<CustomHandlerOptions> handlers = [];
        foreach (SectionReader reader in root.Items("handlers") ?? [])
        {
            CustomHandlerOptions handler = ReadOne(reader);
            if (handlers.Exists(other => string.Equals(other.Name, handler.Name, StringComparison.OrdinalIgnoreCase)))
                reader.Fail("name", $"\"{handler.Name}\" is used a second time");
            handlers.Add(handler);
        }

        return new CustomHandlersOptions { Entries = [.. handlers] };
    }

    private static CustomHandlerOptions ReadOne(SectionReader reader)
    {
        CustomHandlerOptions defaults = new();
        string type = reader.Text("type", "");
        CustomHandlerOptions handler = new()
        {
            Type = type,
            Name = reader.Text("name", type[(type.LastIndexOf('.') + 1)..]),
            Assembly = reader.FilePath("assembly", ""),
            Slot = reader.Text("slot", defaults.Slot),
            Order = reader.Whole("order", defaults.Order, -MaxOrder, MaxOrder),
            Databases = reader.Texts("databases") is { } names ? [.. names] : defaults.Databases,
            Failures = reader.Whole("failures", defaults.Failures, 0, MaxFailures),
            Fenced = reader.Choice("fenced", defaults.Fenced),
            Slow = reader.Seconds("slow", defaults.Slow, MinSlow, MaxSlow),
            Enabled = reader.Flag("enabled", defaults.Enabled),
            Options = [.. reader.Flat("options").OrderBy(option => option.Path, StringComparer.Ordinal)],
        };
        reader.Finish();
        if (handler.Type.Length == 0)
            reader.Fail("type", "is missing");
        if (handler.Assembly.Length == 0)
            reader.Fail("assembly", "is missing");
        string[] slots = [SlotNames.Commands, .. SlotNames.ForChannels];
        if (!slots.Contains(handler.Slot))
            reader.Fail("slot", $"must be one of {string.Join(", ", slots)}");
        if (handler.Databases.IsEmpty)
            reader.Fail("databases", $"must name a database, or \"{HandlerRegistration.EveryDatabase}\" for all");
        return handler;
    }
}
