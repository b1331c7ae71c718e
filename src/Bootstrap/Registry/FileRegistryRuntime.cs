using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Cluster;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Bootstrap.Registry;

/// <summary>Databases and forbids in files; this proxy knows of no others.</summary>
internal sealed class FileRegistryRuntime : IRegistryRuntime
{
    private readonly string path;
    private readonly string? keyFile;
    private readonly FileRegistrySource registry;
    private readonly FileForbidStore forbids;

    public FileRegistryRuntime(
        ConfigurationSource source,
        ProxyOptions options,
        TenantRegistry tenants,
        MemoryForbidStore memory,
        GatewaySettings settings,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        path = source.Resolve(options.Registry.File);
        keyFile = ConfigurationCheck.KeyFileOf(source, options.Registry);
        registry = new FileRegistrySource(
            path, keyFile, tenants, loggers.CreateLogger<FileRegistrySource>(), time, policies: settings.Policies);
        forbids = new FileForbidStore(
            source.Resolve(options.Forbids.File), memory, loggers.CreateLogger<FileForbidStore>(), time);
        Membership = new SingleMembership(ProxyMembers.SelfOf(options));
    }

    public IForbidStore Forbids => forbids;

    public IMembership Membership { get; }

    public Task StartAsync(CancellationToken cancellation)
    {
        forbids.Start();
        registry.Start();
        return Task.CompletedTask;
    }

    public void Reload()
    {
        registry.Reload();
        forbids.Reload();
    }

    public bool FitsPolicies(SqlPolicies policies) => DatabasesFile.Load(path, keyFile, policies).Snapshot is not null;

    public async ValueTask DisposeAsync()
    {
        await registry.DisposeAsync().ConfigureAwait(false);
        await forbids.DisposeAsync().ConfigureAwait(false);
    }
}
