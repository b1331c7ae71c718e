using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Threads;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Binds the configuration to <see cref="ProxyOptions"/> and validates it as a whole.</summary>
internal static class ProxyOptionsReader
{
    // Chunks of 8 KiB × 2^order: 8 KiB to 128 MiB, the bounds of DotNetty's pool.
    private const int MaxOrder = 14;
    private const int MaxArenas = 1024;

    /// <summary>Options for what could be read; only to be used when the context has no errors.</summary>
    public static ProxyOptions Read(IConfiguration configuration, ReadingContext context)
    {
        SectionReader root = new(configuration, "$", context);
        EquatableArray<ThreadGroupOptions> threads = ThreadsReader.Read(root);
        EquatableArray<ListenerOptions> listeners = ListenersReader.Read(root, threads);
        ListenerOptions first = AdvertisedName.ListenerOf(listeners);
        RegistryOptions registry = ReadRegistry(root.Section("registry"), context, first);
        string keyFile = context.Resolve(registry.KeyFile);
        ProxyOptions options = new()
        {
            Threads = threads,
            Listeners = listeners,
            Transport = ReadTransport(root),
            Registry = registry,
            Forbids = ReadForbids(root.Section("forbids"), keyFile, first),
            Counters = CountersOptionsReader.Read(root.Section("counters")),
            Pool = PoolOptionsReader.Read(root.Section("pool")),
            Session = SessionOptionsReader.Read(root.Section("session")),
            Handlers = HandlersReader.Read(root),
            Admin = AdminOptionsReader.Read(root.Section("admin"), keyFile),
            Statistics = StatisticsOptionsReader.Read(root.Section("statistics"), keyFile, first),
            Quota = QuotaOptionsReader.Read(root.Section("quota")),
            Policy = SqlPoliciesReader.Read(root.Section("policy")),
            Learning = LearningOptionsReader.Read(root.Section("learning")),
            Buffers = ReadBuffers(root.Section("buffers")),
            Diagnostics = ReadDiagnostics(root.Section("diagnostics")),
            Logging = ReadLogging(root.Section("logging")),
        };
        root.Finish();
        return options;
    }

    private static string ReadTransport(SectionReader root)
    {
        string transport = root.Text("transport", new ProxyOptions().Transport);
        if (!TransportSelection.Names.Contains(transport))
            root.Fail("transport", $"must be one of {string.Join(", ", TransportSelection.Names)}");
        else if (!TransportSelection.IsSupported(transport, out string? reason))
            root.Fail("transport", $"{transport} cannot be used here: {reason}");
        return transport;
    }

    private static RegistryOptions ReadRegistry(SectionReader reader, ReadingContext context, ListenerOptions first)
    {
        RegistryOptions defaults = new();
        string keyFile = reader.Text("keyFile", defaults.KeyFile, allowEmpty: true);
        RegistryOptions options = new()
        {
            File = reader.Text("file", defaults.File),
            KeyFile = keyFile,
            ZooKeeper = ZooKeeperSettingsReader.Read(reader.Section("zookeeper"), context.Resolve(keyFile), first),
        };
        reader.Finish();
        return options;
    }

    private static ForbidOptions ReadForbids(SectionReader reader, string keyFile, ListenerOptions first)
    {
        SectionReader rabbitMq = reader.Section("rabbitmq");
        ForbidOptions options = new()
        {
            File = reader.Text("file", new ForbidOptions().File),
            RabbitMq = RabbitMqOptionsReader.Read(rabbitMq, keyFile),
        };
        reader.Finish();
        RabbitMqOptionsReader.Check(rabbitMq, options.RabbitMq, first);
        return options;
    }

    private static BufferOptions ReadBuffers(SectionReader reader)
    {
        BufferOptions defaults = new();
        BufferOptions options = new()
        {
            Arenas = reader.Whole("arenas", defaults.Arenas, 0, MaxArenas),
            Order = reader.Whole("order", defaults.Order, 0, MaxOrder),
        };
        reader.Finish();
        return options;
    }

    private static DiagnosticsOptions ReadDiagnostics(SectionReader reader)
    {
        DiagnosticsOptions options = new() { Folder = reader.Text("folder", new DiagnosticsOptions().Folder) };
        reader.Finish();
        return options;
    }

    private static LoggingOptions ReadLogging(SectionReader reader)
    {
        LoggingOptions defaults = new();
        SectionReader levels = reader.Section("levels");
        Dictionary<string, LogLevel> found = new(StringComparer.OrdinalIgnoreCase);
        foreach (CategoryLevel level in defaults.Levels)
            found[level.Category] = levels.Choice(level.Category, level.Level);
        foreach (string category in levels.Names())
            found[category] = levels.Choice(category, LogLevel.Information);
        reader.Finish();
        return new LoggingOptions
        {
            Levels = [.. found.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new CategoryLevel(pair.Key, pair.Value))],
        };
    }
}
