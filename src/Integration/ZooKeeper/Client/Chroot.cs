namespace SceNettyProxy.Integration.ZooKeeper.Client;

/// <summary>Puts the client's top in front of its paths, and takes it off those of the server.</summary>
internal sealed class Chroot
{
    private readonly string top;

    /// <param name="path">Empty or <c>/</c> is the server's own root.</param>
    /// <exception cref="ArgumentException">It is no path.</exception>
    public Chroot(string path)
    {
        top = path is "" or TreePath.Root ? "" : path;
        if (top.Length > 0)
            TreePath.Validate(top);
    }

    /// <exception cref="ArgumentException">It is no path.</exception>
    public string ToServer(string path)
    {
        TreePath.Validate(path);
        if (top.Length == 0)
            return path;
        return path == TreePath.Root ? top : top + path;
    }

    public string FromServer(string path)
    {
        if (top.Length == 0 || !path.StartsWith(top, StringComparison.Ordinal))
            return path;
        return path.Length == top.Length ? TreePath.Root : path[top.Length..];
    }
}
