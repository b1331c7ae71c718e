namespace SceNettyProxy.Handlers.Policy.Sql;

/// <summary>Compares names of SQL, as bytes, with patterns in which <c>*</c> stands for any number of bytes.</summary>
internal static class NamePattern
{
    /// <param name="ignoreCase">ASCII letters compare without case.</param>
    public static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> name, bool ignoreCase)
    {
        int star = -1;
        int retry = 0;
        int p = 0;
        int n = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                retry = n;
            }
            else if (p < pattern.Length && AreEqual(pattern[p], name[n], ignoreCase))
            {
                p++;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++retry;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
            p++;
        return p == pattern.Length;
    }

    private static bool AreEqual(byte left, byte right, bool ignoreCase) =>
        left == right || (ignoreCase && (left ^ right) == 0x20 && (left | 0x20) is >= (byte)'a' and <= (byte)'z');
}
