namespace SceNettyProxy.Tenancy.Settings;

/// <summary>Says of a key that nobody reads which one was probably meant.</summary>
public static class UnknownKey
{
    // More edits than this and the suggestion would be a guess.
    private const int MaxDistance = 3;

    /// <summary>The message for an unknown key.</summary>
    /// <param name="key">The key as written.</param>
    /// <param name="known">The keys that may stand there.</param>
    public static string Describe(string key, IEnumerable<string> known)
    {
        (string? nearest, int distance) = known
            .Select(candidate => (candidate, Distance(key, candidate)))
            .DefaultIfEmpty((null!, int.MaxValue))
            .MinBy(pair => pair.Item2);
        return distance <= MaxDistance && distance < key.Length
            ? $"unknown key, did you mean \"{nearest}\"?"
            : "unknown key";
    }

    /// <summary>Insertions, deletions and substitutions from one to the other; case does not count.</summary>
    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 0; i < left.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < right.Length; j++)
            {
                bool same = char.ToLowerInvariant(left[i]) == char.ToLowerInvariant(right[j]);
                int substituted = diagonal + (same ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(substituted, Math.Min(row[j], row[j + 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
