namespace SceNettyProxy.Handlers.Backend;

/// <summary>What a MariaDB server's version tells of its features.</summary>
internal static class MariaDbVersion
{
    private const string Name = "MariaDB";

    /// <summary>In front of the versions from 10 on, for replicas that took them for lower than 5.</summary>
    private const string Prefix = "5.5.5-";

    private static readonly Version[] FirstWithCollationIds = [new(10, 6, 17), new(10, 11, 7), new(11, 4, 0)];

    /// <summary>The old_mode NO_NULL_COLLATION_IDS exists: from 10.6.17, 10.11.7 and 11.4 on.</summary>
    /// <param name="version">As in the greeting; null for none.</param>
    public static bool HasNoNullCollationIds(string? version)
    {
        if (version is null || !version.Contains(Name, StringComparison.OrdinalIgnoreCase))
            return false;
        string number = version.StartsWith(Prefix, StringComparison.Ordinal) ? version[Prefix.Length..] : version;
        int end = number.IndexOf('-', StringComparison.Ordinal);
        if (!Version.TryParse(end < 0 ? number : number[..end], out Version? parsed))
            return false;
        foreach (Version first in FirstWithCollationIds)
        {
            if (parsed >= first && parsed.Major == first.Major && parsed.Minor == first.Minor)
                return true;
        }

        return parsed >= FirstWithCollationIds[^1];
    }
}
