namespace SceNettyProxy.Integration.ZooKeeper;

/// <summary>Paths as ZooKeeper writes them.</summary>
internal static class TreePath
{
    public const string Root = "/";

    public static string Child(string parent, string name) => parent == Root ? $"/{name}" : $"{parent}/{name}";

    /// <summary>False where <paramref name="path"/> is neither <paramref name="top"/> nor below it.</summary>
    /// <param name="top">No slash at the end, unless it is the root.</param>
    /// <param name="path">The node.</param>
    /// <param name="rest">What follows behind the top and its slash; empty for the top itself.</param>
    public static bool TryRelative(string top, string path, out ReadOnlySpan<char> rest)
    {
        rest = default;
        if (!path.StartsWith(top, StringComparison.Ordinal))
            return false;
        if (path.Length == top.Length)
            return true;
        int start = top == Root ? 1 : top.Length + 1;
        if (path[start - 1] != '/')
            return false;
        rest = path.AsSpan(start);
        return true;
    }

    /// <exception cref="ArgumentException">ZooKeeper takes no such path.</exception>
    public static void Validate(string path)
    {
        if (!IsValid(path))
            throw new ArgumentException($"'{path}' is no path of a node.", nameof(path));
    }

    private static bool IsValid(string path)
    {
        if (path == Root)
            return true;
        if (!path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal))
            return false;
        ReadOnlySpan<char> names = path.AsSpan(1);
        foreach (Range part in names.Split('/'))
        {
            if (names[part] is "" or "." or "..")
                return false;
        }

        return true;
    }
}
