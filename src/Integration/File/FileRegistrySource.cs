using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.File;

/// <summary>
/// Keeps a <see cref="TenantRegistry"/> in step with databases.json. A changed file that is valid is applied; an invalid one
/// is logged, every error of it, and the registry stays as it is. Disposal ends the watching.
/// </summary>
public sealed class FileRegistrySource : IAsyncDisposable
{
    /// <summary>Between two looks at the file; a change is applied one to two intervals later.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(400);

    private readonly string path;
    private readonly string? keyFile;
    private readonly TenantRegistry registry;
    private readonly ILogger<FileRegistrySource> logger;
    private readonly TimeProvider time;
    private readonly TimeSpan interval;
    private readonly Live<SqlPolicies>? policies;
    private readonly Lock reading = new();
    private string? lastRead;
    private FileWatch? watch;

    /// <param name="path">databases.json.</param>
    /// <param name="keyFile">The key of encrypted passwords; null when there is none.</param>
    /// <param name="registry">What is kept in step.</param>
    /// <param name="logger">Gets what was applied and what is wrong.</param>
    /// <param name="time">The clock of the watch.</param>
    /// <param name="interval">Between two looks at the file.</param>
    /// <param name="policies">The policies that databases may name; the built-in ones where they are left out.</param>
    public FileRegistrySource(
        string path,
        string? keyFile,
        TenantRegistry registry,
        ILogger<FileRegistrySource> logger,
        TimeProvider time,
        TimeSpan? interval = null,
        Live<SqlPolicies>? policies = null)
    {
        this.path = path;
        this.keyFile = keyFile;
        this.registry = registry;
        this.logger = logger;
        this.time = time;
        this.interval = interval ?? DefaultInterval;
        this.policies = policies;
    }

    /// <summary>Reads the file for the first time and watches it from then on. Call once.</summary>
    /// <returns>Its content; with errors nothing was applied, and the watch waits for a better file.</returns>
    public RegistryFileContent Start()
    {
        RegistryFileContent content = Reload();
        watch = new FileWatch(path, interval, time, () => ReloadIfChanged(), logger);
        return content;
    }

    /// <summary>Reads and applies the file now, changed or not. Any thread.</summary>
    public RegistryFileContent Reload()
    {
        lock (reading)
        {
            lastRead = Fingerprint();
            RegistryFileContent content = DatabasesFile.Load(path, keyFile, policies?.Value);
            if (content.Snapshot is { } snapshot)
                Apply(snapshot);
            else
                Log(content);
            return content;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (watch is not null)
            await watch.DisposeAsync().ConfigureAwait(false);
    }

    private void ReloadIfChanged()
    {
        lock (reading)
        {
            if (Fingerprint() != lastRead)
                Reload();
        }
    }

    /// <summary>Tells one content from another; empty while the file cannot be read.</summary>
    private string Fingerprint()
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Convert.ToHexString(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private void Apply(RegistrySnapshot snapshot)
    {
        RegistryChange change = registry.Apply(snapshot);
        int Count(TenantChangeKind kind) => change.Tenants.Count(tenant => tenant.Kind == kind);
        FileLog.RegistryApplied(
            logger,
            path,
            snapshot.Databases.Count,
            Count(TenantChangeKind.Added),
            Count(TenantChangeKind.Changed),
            Count(TenantChangeKind.Removed));
    }

    private void Log(RegistryFileContent content)
    {
        FileLog.RegistryInvalid(logger, path, content.Errors.Length);
        foreach (ConfigurationError error in content.Errors)
            FileLog.RegistryError(logger, path, error.Path, error.Message);
    }
}
