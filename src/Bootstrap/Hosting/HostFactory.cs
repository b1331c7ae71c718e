using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Diagnostics;
using SceNettyProxy.Bootstrap.Registry;
using SceNettyProxy.Bootstrap.Threads;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Integration.Quota;
using SceNettyProxy.Integration.RabbitMq;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Learning;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Quotas;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Bootstrap.Hosting;

/// <summary>Puts the process together: which service is made of which.</summary>
internal static class HostFactory
{
    // What stopping takes beyond the sessions' own time.
    private static readonly TimeSpan ShutdownMargin = TimeSpan.FromSeconds(5);

    public static IHost Create(ConfigurationSource source, ProxyOptions options)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings
        {
            ContentRootPath = AppContext.BaseDirectory,
        });
        IServiceCollection services = builder.Services;
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Session.StopTimeout + ShutdownMargin);
        services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        AddLogging(builder, options);

        services.AddSingleton(source);
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        GatewaySettings settings = new()
        {
            Session = new Live<SessionOptions>(options.Session),
            Pool = new Live<PoolOptions>(options.Pool),
            Admin = new Live<AdminOptions>(options.Admin),
            Policies = new Live<SqlPolicies>(options.Policy),
        };
        services.AddSingleton(settings);
        services.AddSingleton(new Live<CustomHandlersOptions>(options.Handlers));
        services.AddSingleton(new Live<StatisticsOptions>(options.Statistics));
        ListenerOptions first = AdvertisedName.ListenerOf(options.Listeners);
        services.AddSingleton<UsageRuntime>();
        services.AddSingleton(new Live<QuotaOptions>(options.Quota));
        services.AddSingleton<IQuotaProbe>(provider => new MySqlQuotaProbe(
            settings.Pool, provider.GetRequiredService<Live<QuotaOptions>>()));
        services.AddSingleton(provider => new QuotaMonitor(
            provider.GetRequiredService<TenantRegistry>(),
            provider.GetRequiredService<IRegistryRuntime>().Forbids,
            provider.GetRequiredService<UsageRuntime>().Accounts,
            provider.GetRequiredService<UsageRuntime>().Month,
            provider.GetRequiredService<IQuotaProbe>(),
            provider.GetRequiredService<Live<QuotaOptions>>(),
            provider.GetRequiredService<IRegistryRuntime>().Membership,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<QuotaMonitor>>()));
        services.AddSingleton<TenantRegistry>();
        services.AddSingleton(provider => new MemoryForbidStore(
            provider.GetRequiredService<TenantRegistry>(), provider.GetRequiredService<TimeProvider>(), sweeps: false));
        if (options.Registry.ZooKeeper.IsUsed)
            services.AddSingleton<IRegistryRuntime, ZooKeeperRegistryRuntime>();
        else
            services.AddSingleton<IRegistryRuntime, FileRegistryRuntime>();
        services.AddSingleton(new DigestStore(options.Learning.MaxDigests));
        services.AddSingleton(provider => new DigestFolder(
            options.Learning.Folder.Length == 0 ? "" : source.Resolve(options.Learning.Folder),
            provider.GetRequiredService<DigestStore>(),
            options.Learning.FlushInterval,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DigestFolder>>()));
        services.AddSingleton(provider => TransportSelection.Create(
            options.Transport, provider.GetRequiredService<ILogger<ITransport>>()));
        services.AddSingleton<GatewayRuntime>();
        services.AddSingleton<ISessionRuntime>(provider => provider.GetRequiredService<GatewayRuntime>());
        services.AddSingleton<CountersRuntime>();
        services.AddSingleton(new SystemdNotifier(Environment.GetEnvironmentVariable(SystemdNotifier.SocketVariable)));
        // First, because a hangup that comes as soon as the service manager is told READY must not end the process.
        services.AddHostedService<ConfigurationReloader>();
        AddDiagnostics(services, source.Resolve(options.Diagnostics.Folder));
        services.AddHostedService<ProxyHost>();
        if (!options.Forbids.RabbitMq.Servers.IsEmpty)
            AddForbidReceiver(services, options.Forbids.RabbitMq, first);
        return builder.Build();
    }

    private static void AddDiagnostics(IServiceCollection services, string folder)
    {
        services.AddSingleton(provider => new DiagnosticDump(
            provider.GetRequiredService<GatewayRuntime>(),
            provider.GetRequiredService<IRegistryRuntime>().Forbids,
            provider.GetRequiredService<IRegistryRuntime>().Membership,
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => new DumpSignal(
            provider.GetRequiredService<DiagnosticDump>(), folder, provider.GetRequiredService<ILogger<DumpSignal>>()));
    }

    private static void AddForbidReceiver(IServiceCollection services, RabbitMqOptions options, ListenerOptions first) =>
        services.AddHostedService(provider => new ForbidReceiverService(new ForbidReceiver(
            options,
            ForbidTopology.QueueOf(options.Address.Length > 0 ? options.Address : first.Address, first.Port),
            provider.GetRequiredService<IRegistryRuntime>().Forbids,
            provider.GetRequiredService<IRegistryRuntime>().Membership,
            provider.GetRequiredService<TenantRegistry>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ForbidReceiver>>())));

    private static void AddLogging(HostApplicationBuilder builder, ProxyOptions options)
    {
        builder.Services.AddSingleton(new Live<LoggingOptions>(options.Logging));
        builder.Services.AddSingleton<LoggingLevels>();
        builder.Services.AddSingleton<IConfigureOptions<LoggerFilterOptions>>(provider => provider.GetRequiredService<LoggingLevels>());
        builder.Services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(provider => provider.GetRequiredService<LoggingLevels>());
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
    }
}
