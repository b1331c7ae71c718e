using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using IOFile = System.IO.File;

namespace SceNettyProxy.Integration.ZooKeeper.Shared;

/// <summary>
/// The last known tree in a file, for a start while ZooKeeper is away: what databases and forbids need, with every node's
/// data as it stood there (so passwords are as encrypted as they were). Readable by its owner only; a new file takes the old
/// one's place at once.
/// </summary>
/// <remarks>
/// <code>{"written": "2026-01-01T00:00:00.0000000+00:00", "nodes": {"/database/db_info/shop/dbtype": "default", …}}</code>
/// Data that is no UTF-8 is <c>{"base64": "…"}</c>.
/// </remarks>
public sealed class SharedTreeFile(string path, TimeProvider time)
{
    private const int FlushBytes = 64 * 1024;

    private static readonly string[] Kept = [ProxyTree.AuthedIps, ProxyTree.Types, ProxyTree.Databases, ProxyTree.Forbids];

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public string FilePath => path;

    /// <summary>A change of that node changes what the file has to hold.</summary>
    public static bool Keeps(string path) =>
        path == ProxyTree.Root || Array.Exists(Kept, top => TreePath.TryRelative(top, path, out _));

    /// <summary>Reads the file; null where there is none.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public (TreeSnapshot Tree, DateTimeOffset Written)? Read()
    {
        byte[] content;
        try
        {
            content = IOFile.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            string written = document.RootElement.GetProperty("written").GetString() ?? "";
            Branch root = new();
            foreach (JsonProperty node in document.RootElement.GetProperty("nodes").EnumerateObject())
                root.At(node.Name).Data = ReadData(node.Value);
            return (
                new TreeSnapshot(ProxyTree.Root, root.ToNode()),
                DateTimeOffset.Parse(written, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>Writes the file; blocks.</summary>
    /// <exception cref="IOException">It cannot be written; the old one stays.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; the old one stays.</exception>
    public void Write(TreeSnapshot tree)
    {
        string fresh = $"{path}.new";
        // What another run has left has perhaps another mode.
        IOFile.Delete(fresh);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (FileStream stream = new(fresh, options))
        {
            using (Utf8JsonWriter writer = new(stream))
            {
                writer.WriteStartObject();
                writer.WriteString("written", time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
                writer.WriteStartObject("nodes");
                foreach (string top in Kept)
                {
                    if (tree.TryGet(top, out TreeNode? node))
                        WriteNode(writer, top, node);
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            stream.Flush(flushToDisk: true);
        }

        IOFile.Move(fresh, path, overwrite: true);
    }

    private static void WriteNode(Utf8JsonWriter writer, string path, TreeNode node)
    {
        WriteData(writer, path, node.Data.Span);
        if (writer.BytesPending > FlushBytes)
            writer.Flush();
        foreach ((string name, TreeNode child) in node.Children)
            WriteNode(writer, TreePath.Child(path, name), child);
    }

    private static void WriteData(Utf8JsonWriter writer, string path, ReadOnlySpan<byte> data)
    {
        try
        {
            writer.WriteString(path, StrictUtf8.GetString(data));
        }
        catch (DecoderFallbackException)
        {
            writer.WriteStartObject(path);
            writer.WriteBase64String("base64", data);
            writer.WriteEndObject();
        }
    }

    private static byte[] ReadData(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? StrictUtf8.GetBytes(value.GetString()!)
        : value.GetProperty("base64").GetBytesFromBase64();

    /// <summary>A node while the tree is put together.</summary>
    private sealed class Branch
    {
        private readonly Dictionary<string, Branch> children = new(StringComparer.Ordinal);

        public byte[] Data { get; set; } = [];

        /// <summary>The node of a path, made with all above it.</summary>
        public Branch At(string path)
        {
            if (!TreePath.TryRelative(ProxyTree.Root, path, out ReadOnlySpan<char> rest) || rest.IsEmpty)
                throw new FormatException($"{path} is not below {ProxyTree.Root}");
            Branch at = this;
            foreach (Range part in rest.Split('/'))
            {
                string name = rest[part].ToString();
                if (!at.children.TryGetValue(name, out Branch? child))
                    at.children.Add(name, child = new Branch());
                at = child;
            }

            return at;
        }

        public TreeNode ToNode() => new(
            Data,
            version: 0,
            mzxid: 0,
            children.ToImmutableSortedDictionary(child => child.Key, child => child.Value.ToNode(), StringComparer.Ordinal));
    }
}
