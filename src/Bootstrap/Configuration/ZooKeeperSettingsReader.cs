using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Reads <c>registry.zookeeper</c>.</summary>
internal static class ZooKeeperSettingsReader
{
    private const double MinSessionSeconds = 0.5;
    private const double MaxSessionSeconds = 600;
    private const double MaxStartSeconds = 3600;

    /// <param name="keyFile">The key of encrypted passwords, an absolute path; empty for none.</param>
    /// <param name="first">What this proxy is named after where it is given no name.</param>
    public static ZooKeeperSettings Read(SectionReader reader, string keyFile, ListenerOptions first)
    {
        ZooKeeperSettings defaults = new();
        ZooKeeperSettings settings = new()
        {
            Servers = reader.Texts("servers") is { } servers ? [.. servers] : defaults.Servers,
            Chroot = reader.Text("chroot", defaults.Chroot, allowEmpty: true),
            Digest = reader.Secret("digest", keyFile),
            SessionTimeout = reader.Seconds("sessionTimeout", defaults.SessionTimeout, MinSessionSeconds, MaxSessionSeconds),
            StartTimeout = reader.Seconds("startTimeout", defaults.StartTimeout, 0, MaxStartSeconds),
            Snapshot = reader.Text("snapshot", defaults.Snapshot, allowEmpty: true),
            Name = reader.Text("name", defaults.Name, allowEmpty: true),
        };
        reader.Finish();
        for (int i = 0; i < settings.Servers.Length; i++)
        {
            if (!Endpoint.TryParse(settings.Servers[i], out _, out string? error))
                reader.Fail($"servers[{i}]", error);
        }

        if (settings.Chroot.Length > 0 && (!settings.Chroot.StartsWith('/') || settings.Chroot.EndsWith('/')))
            reader.Fail("chroot", "must begin with a slash and not end with one");
        if (settings.Digest.Length > 0 && settings.Digest.IndexOf(':') <= 0)
            reader.Fail("digest", "must be user:password");
        // The name of a node, and what others connect to.
        if (settings.Name.Length > 0 && !IsName(settings.Name))
            reader.Fail("name", "must be address:port");
        if (settings.IsUsed && settings.Name.Length == 0 && first.IsUnixSocket)
            reader.Fail("name", "must be given where no listener has an IP address");
        return settings;
    }

    private static bool IsName(string name) =>
        name.IndexOf(':') > 0 && !name.Contains('/', StringComparison.Ordinal)
        && Endpoint.TryParse(name, out _, out _);
}
