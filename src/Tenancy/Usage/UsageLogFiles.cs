using System.Globalization;

namespace SceNettyProxy.Tenancy.Usage;

/// <summary>The files of the log in their folder: <c>usage-20260301.jsonl</c>, one per day (UTC).</summary>
internal static class UsageLogFiles
{
    private const string Prefix = "usage-";
    private const string Suffix = ".jsonl";
    private const string DayFormat = "yyyyMMdd";

    public static string PathOf(string folder, DateOnly day) =>
        Path.Combine(folder, $"{Prefix}{day.ToString(DayFormat, CultureInfo.InvariantCulture)}{Suffix}");

    /// <summary>The days that have a file, the earliest first.</summary>
    public static List<DateOnly> Days(string folder)
    {
        List<DateOnly> days = [];
        foreach (string path in Directory.EnumerateFiles(folder, $"{Prefix}*{Suffix}"))
        {
            string name = Path.GetFileName(path);
            if (DateOnly.TryParseExact(
                name.AsSpan(Prefix.Length, name.Length - Prefix.Length - Suffix.Length),
                DayFormat,
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out DateOnly day))
                days.Add(day);
        }

        days.Sort();
        return days;
    }

    /// <summary>Every line that ends in a line feed, without it, and the position behind that; read as they are taken.</summary>
    /// <param name="path">The file.</param>
    /// <returns>A line is valid until the next one is taken.</returns>
    public static IEnumerable<(ReadOnlyMemory<byte> Line, long End)> Lines(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        byte[] buffer = new byte[64 * 1024];
        int filled = 0;
        long position = 0;
        while (file.Read(buffer.AsSpan(filled)) is > 0 and int count)
        {
            filled += count;
            int start = 0;
            while (buffer.AsSpan(start, filled - start).IndexOf((byte)'\n') is >= 0 and int length)
            {
                position += length + 1;
                yield return (buffer.AsMemory(start, length), position);
                start += length + 1;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            if (filled == buffer.Length)
                Array.Resize(ref buffer, 2 * filled);
        }
    }
}
