using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SceNettyProxy.Codecs.Sql.Digests;
using SceNettyProxy.Tenancy.Learning;

namespace SceNettyProxy.Integration.File;

/// <summary>
/// The file of a database's digests, an object: <c>database</c>, <c>overflow</c>, <c>undigested</c>, and the list
/// <c>digests</c>, each with <c>digest</c>, <c>count</c>, <c>first</c> and <c>last</c> (milliseconds since 1970), <c>verdict</c>,
/// <c>known</c>, <c>text</c>, and <c>seal</c> where the text is not whole.
/// </summary>
internal static class DigestFile
{
    /// <summary>What the names of the files end with.</summary>
    public const string Suffix = ".digests.json";

    /// <summary>Longer names would not fit a file system.</summary>
    private const int MaxName = 200;

    /// <summary>The name of a database's file.</summary>
    public static string NameOf(string database)
    {
        string name = Uri.EscapeDataString(database);
        if (name.Length > MaxName)
            name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(database)));
        return name + Suffix;
    }

    /// <summary>Reads a file into the store.</summary>
    /// <exception cref="FormatException">It is damaged. Nothing was taken from it.</exception>
    public static DatabaseDigests Read(byte[] content, DigestStore store)
    {
        List<LearnedDigest> entries = [];
        string database;
        long overflow;
        long undigested;
        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            JsonElement root = document.RootElement;
            database = root.GetProperty("database").GetString() ?? throw new FormatException("no name of a database");
            overflow = root.GetProperty("overflow").GetInt64();
            undigested = root.GetProperty("undigested").GetInt64();
            foreach (JsonElement item in root.GetProperty("digests").EnumerateArray())
                entries.Add(ReadEntry(item));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FormatException(e.Message, e);
        }

        DatabaseDigests digests = store.Of(database);
        digests.Restore(overflow, undigested);
        foreach (LearnedDigest entry in entries)
            digests.Restore(entry);
        return digests;
    }

    public static byte[] Write(DatabaseDigests digests)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("database", digests.Database);
            writer.WriteNumber("overflow", digests.Overflow);
            writer.WriteNumber("undigested", digests.Undigested);
            writer.WriteStartArray("digests");
            foreach (LearnedDigest entry in digests.All)
            {
                // A line each, for people and their tools.
                writer.WriteRawValue("\n"u8.ToArray().Concat(WriteEntry(entry)).ToArray());
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static byte[] WriteEntry(LearnedDigest entry)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("digest", new StatementDigest(entry.Digest).ToString());
            writer.WriteNumber("count", entry.Count);
            writer.WriteNumber("first", entry.FirstSeen);
            writer.WriteNumber("last", entry.LastSeen);
            writer.WriteString("verdict", entry.Verdict);
            writer.WriteBoolean("known", entry.IsKnown);
            writer.WriteString("text", entry.Text);
            if (entry.Seal is { } seal)
                writer.WriteString("seal", Convert.ToHexStringLower(seal.Span));
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static LearnedDigest ReadEntry(JsonElement item)
    {
        string text = item.GetProperty("text").GetString() ?? "";
        if (!StatementDigest.TryParse(item.GetProperty("digest").GetString(), out StatementDigest digest))
            throw new FormatException("a digest has 16 hexadecimal digits");
        byte[]? seal = item.TryGetProperty("seal", out JsonElement sealing) ? Convert.FromHexString(sealing.GetString() ?? "") : null;
        if (seal is null ? StatementDigest.Of(Encoding.UTF8.GetBytes(text)) != digest : seal.Length != SHA256.HashSizeInBytes)
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"the text of {digest} is not what was digested"));
        return new LearnedDigest(
            digest.Value,
            text,
            seal,
            item.GetProperty("count").GetInt64(),
            item.GetProperty("first").GetInt64(),
            item.GetProperty("last").GetInt64(),
            item.GetProperty("verdict").GetString() ?? "",
            item.GetProperty("known").GetBoolean());
    }
}
