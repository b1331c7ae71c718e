using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Threads;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Integration.Quota;
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
        services.AddSingleton<UsageRuntime>();
        services.AddSingleton(new Live<QuotaOptions>(options.Quota));
        services.AddSingleton<IQuotaProbe>(provider => new MySqlQuotaProbe(
            settings.Pool, provider.GetRequiredService<Live<QuotaOptions>>()));
        services.AddSingleton(provider => new QuotaMonitor(
            provider.GetRequiredService<TenantRegistry>(),
            provider.GetRequiredService<FileForbidStore>(),
            provider.GetRequiredService<UsageRuntime>().Accounts,
            provider.GetRequiredService<UsageRuntime>().Month,
            provider.GetRequiredService<IQuotaProbe>(),
            provider.GetRequiredService<Live<QuotaOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<QuotaMonitor>>()));
        services.AddSingleton<TenantRegistry>();
        services.AddSingleton(provider => new FileRegistrySource(
            source.Resolve(options.Registry.File),
            ConfigurationCheck.KeyFileOf(source, options.Registry),
            provider.GetRequiredService<TenantRegistry>(),
            provider.GetRequiredService<ILogger<FileRegistrySource>>(),
            provider.GetRequiredService<TimeProvider>(),
            policies: settings.Policies));
        services.AddSingleton(provider => new MemoryForbidStore(
            provider.GetRequiredService<TenantRegistry>(), provider.GetRequiredService<TimeProvider>(), sweeps: false));
        services.AddSingleton(provider => new FileForbidStore(
            source.Resolve(options.Forbids.File),
            provider.GetRequiredService<MemoryForbidStore>(),
            provider.GetRequiredService<ILogger<FileForbidStore>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new DigestStore(options.Learning.MaxDigests));
        services.AddSingleton(provider => new DigestFolder(
            options.Learning.Folder.Length == 0 ? "" : source.Resolve(options.Learning.Folder),
            provider.GetRequiredService<DigestStore>(),
            options.Learning.FlushInterval,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DigestFolder>>()));
        services.AddSingleton(provider => TransportSelection.Create(
            options.Transport, provider.GetRequiredService<ILogger<ITransport>>()));
        services.AddSingleton<ISessionRuntime, GatewayRuntime>();
        services.AddSingleton(new SystemdNotifier(Environment.GetEnvironmentVariable(SystemdNotifier.SocketVariable)));
        // First, because a hangup that comes as soon as the service manager is told READY must not end the process.
        services.AddHostedService<ConfigurationReloader>();
        services.AddHostedService<ProxyHost>();
        return builder.Build();
    }

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
