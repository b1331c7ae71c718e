using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Handlers.Frontend.Tls;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Tls;

/// <summary>
/// Keeps a listener's identity in step with its files. New files count for the clients that come from then on; unusable ones
/// are logged, and the identity stays as it is. Disposal ends the watching.
/// </summary>
internal sealed class ListenerIdentity : IAsyncDisposable
{
    private readonly ListenerOptions listener;
    private readonly ConfigurationSource source;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Lock reading = new();
    private readonly List<FileWatch> watches = [];
    private string lastRead;

    /// <summary>Reads the files and watches them.</summary>
    /// <exception cref="InvalidOperationException">A file is unusable; the check before the start names it.</exception>
    public ListenerIdentity(ListenerOptions listener, ConfigurationSource source, TimeProvider time, ILogger logger)
    {
        this.listener = listener;
        this.source = source;
        this.time = time;
        this.logger = logger;
        lastRead = Fingerprint();
        TlsFiles files = Load();
        Identity = new Live<TlsIdentity>(files.Identity
            ?? throw new InvalidOperationException(string.Join("; ", files.Errors)));
        Log(files);
        foreach (string file in Files())
            watches.Add(new FileWatch(file, FileRegistrySource.DefaultInterval, time, ReloadIfChanged, logger));
    }

    public Live<TlsIdentity> Identity { get; }

    public async ValueTask DisposeAsync()
    {
        foreach (FileWatch watch in watches)
            await watch.DisposeAsync().ConfigureAwait(false);
    }

    private void ReloadIfChanged()
    {
        lock (reading)
        {
            string now = Fingerprint();
            if (now == lastRead)
                return;
            lastRead = now;
            TlsFiles files = Load();
            Log(files);
            if (files.Identity is not { } identity)
                return;
            Identity.Set(identity);
            TlsLog.Reloaded(logger, listener.Name);
        }
    }

    private TlsFiles Load() => TlsFiles.Load(listener.Tls, source, "tls", time.GetUtcNow());

    private void Log(TlsFiles files)
    {
        foreach (ConfigurationError error in files.Errors)
            TlsLog.Unusable(logger, listener.Name, error.Path, error.Message);
        foreach (ConfigurationError warning in files.Warnings)
            TlsLog.Doubtful(logger, listener.Name, warning.Path, warning.Message);
    }

    private IEnumerable<string> Files() =>
        new[] { listener.Tls.Certificate, listener.Tls.Key, listener.Tls.ClientCa }
            .Where(file => file.Length > 0).Select(source.Resolve);

    /// <summary>Tells one content of the files from another; a file that cannot be read counts as empty.</summary>
    private string Fingerprint() => string.Join('\n', Files().Select(ReadOrEmpty).Select(HashOf));

    private static byte[] ReadOrEmpty(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string HashOf(byte[] content) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content));
}
