namespace SceNettyProxy.Integration.ZooKeeper.Mirror;

/// <summary>
/// One string for each name that nodes of many folders have in common, such as the settings of every database. Names in large
/// folders are those of things, and not pooled. Not thread-safe.
/// </summary>
internal sealed class NamePool
{
    private const int LargeFolder = 64;
    private const int Capacity = 1024;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    public string Get(ReadOnlySpan<char> name, int siblings)
    {
        if (siblings >= LargeFolder)
            return name.ToString();
        if (names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out string? known))
            return known;
        string fresh = name.ToString();
        if (names.Count < Capacity)
            names.Add(fresh);
        return fresh;
    }
}
