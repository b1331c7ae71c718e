using System.Collections.Concurrent;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Backend.Tls;

/// <summary>The files of connections to servers, read when they change. Any thread.</summary>
internal sealed class ServerCertificateCache
{
    private readonly ConcurrentDictionary<ServerTlsFiles, Entry> entries = new();

    /// <summary>Their content now. The files are touched on the thread pool only.</summary>
    /// <exception cref="SecretException">Through the task: see <see cref="ServerCertificates.Read"/>.</exception>
    public Task<ServerCertificates> GetAsync(ServerTlsFiles files) =>
        files == ServerTlsFiles.None ? Task.FromResult(ServerCertificates.None) : Task.Run(() => Get(files));

    private ServerCertificates Get(ServerTlsFiles files)
    {
        Stamp stamp = Stamp.Of(files);
        if (entries.TryGetValue(files, out Entry? known) && known.Stamp == stamp)
            return known.Content;
        ServerCertificates content = ServerCertificates.Read(files);
        entries[files] = new Entry(stamp, content);
        return content;
    }

    private sealed record Entry(Stamp Stamp, ServerCertificates Content);

    /// <summary>When each file was written last.</summary>
    private sealed record Stamp(DateTime Ca, DateTime Certificate, DateTime Key, DateTime ServerPublicKey)
    {
        public static Stamp Of(ServerTlsFiles files) =>
            new(Written(files.Ca), Written(files.Certificate), Written(files.Key), Written(files.ServerPublicKey));

        private static DateTime Written(string path) => path.Length == 0 ? default : File.GetLastWriteTimeUtc(path);
    }
}
