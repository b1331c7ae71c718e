using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Registry;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Hosting;

/// <summary>
/// Reads proxy.json again when it changes, and all files on SIGHUP. Settings that name sockets and threads stay as they
/// were at start; a log line says so. An invalid file keeps the running settings.
/// </summary>
internal sealed class ConfigurationReloader(
    ConfigurationSource source,
    ProxyOptions atStart,
    GatewaySettings settings,
    Live<StatisticsOptions> statistics,
    Live<QuotaOptions> quota,
    Live<LoggingOptions> logging,
    Live<CustomHandlersOptions> handlers,
    IRegistryRuntime registry,
    TenantRegistry tenants,
    TimeProvider time,
    ILogger<ConfigurationReloader> logger) : IHostedService, IAsyncDisposable
{
    private readonly Lock reloading = new();
    private ProxyOptions? current;
    private FileWatch? watch;
    private PosixSignalRegistration? hangup;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        watch = new FileWatch(source.ProxyFile, FileRegistrySource.DefaultInterval, time, ReloadIfChanged, logger);
        if (!OperatingSystem.IsWindows())
        {
            hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
            {
                signal.Cancel = true;
                Reload(always: true);
                registry.Reload();
            });
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        hangup?.Dispose();
        if (watch is not null)
            await watch.DisposeAsync().ConfigureAwait(false);
    }

    private void ReloadIfChanged() => Reload(always: false);

    private void Reload(bool always)
    {
        lock (reloading)
        {
            ProxyConfigurationResult result = ProxyConfiguration.Load(source.Folder, source.Overrides);
            if (result.Options is not { } next)
            {
                HostLog.ReloadInvalid(logger, source.ProxyFile, result.Errors.Length);
                foreach (ConfigurationError error in result.Errors)
                    HostLog.ReloadError(logger, source.ProxyFile, error.Path, error.Message);
                return;
            }

            if (next == (current ?? atStart) && !always)
                return;
            if (FindMissingPolicy(next.Policy) is { } missing)
            {
                HostLog.ReloadInvalid(logger, source.ProxyFile, 1);
                HostLog.ReloadError(logger, source.ProxyFile, missing.Path, missing.Message);
                return;
            }

            WarnOfRestart(next);
            current = next;
            settings.Session.Set(next.Session);
            settings.Pool.Set(next.Pool);
            settings.Admin.Set(next.Admin);
            statistics.Set(next.Statistics);
            quota.Set(next.Quota);
            logging.Set(next.Logging);
            handlers.Set(next.Handlers);
            if (settings.Policies.Value != next.Policy)
            {
                // Databases may name policies that were not there when their file was read.
                settings.Policies.Set(next.Policy);
                registry.Reload();
            }

            HostLog.Reloaded(logger, source.ProxyFile);
        }
    }

    /// <summary>
    /// What is wrong when a database names a policy that would be gone: it would have none at all. databases.json may have
    /// changed at the same time and be right already.
    /// </summary>
    private ConfigurationError? FindMissingPolicy(SqlPolicies next)
    {
        DatabaseDefinition? orphan = tenants.Snapshot.Databases.Values
            .OrderBy(database => database.Name, StringComparer.Ordinal)
            .FirstOrDefault(database => next.Find(database.SqlPolicy) is null);
        if (orphan is null)
            return null;
        return registry.FitsPolicies(next)
            ? null
            : new ConfigurationError("$.policy", $"\"{orphan.SqlPolicy}\" is missing, but the database {orphan.Name} names it");
    }

    private void WarnOfRestart(ProxyOptions next)
    {
        if (next.Listeners != atStart.Listeners)
            HostLog.RestartNeeded(logger, "$.listeners");
        if (next.Transport != atStart.Transport)
            HostLog.RestartNeeded(logger, "$.transport");
        if (next.Threads != atStart.Threads)
            HostLog.RestartNeeded(logger, "$.threads");
        if (next.Registry != atStart.Registry)
            HostLog.RestartNeeded(logger, "$.registry");
        if (next.Forbids != atStart.Forbids)
            HostLog.RestartNeeded(logger, "$.forbids");
        if (next.Counters != atStart.Counters)
            HostLog.RestartNeeded(logger, "$.counters");
        if (next.Admin.Listen != atStart.Admin.Listen || next.Admin.Advertise != atStart.Admin.Advertise)
            HostLog.RestartNeeded(logger, "$.admin");
        if (next.Session.Node != atStart.Session.Node)
            HostLog.RestartNeeded(logger, "$.session.node");
        if (next.Statistics.Folder != atStart.Statistics.Folder)
            HostLog.RestartNeeded(logger, "$.statistics.folder");
        if (next.Statistics.Database != atStart.Statistics.Database)
            HostLog.RestartNeeded(logger, "$.statistics.database");
        if (next.Diagnostics != atStart.Diagnostics)
            HostLog.RestartNeeded(logger, "$.diagnostics");
        if (next.Learning != atStart.Learning)
            HostLog.RestartNeeded(logger, "$.learning");
        if (next.Buffers != atStart.Buffers)
            HostLog.RestartNeeded(logger, "$.buffers");
    }
}
