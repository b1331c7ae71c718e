using System.Text;
using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Codecs.Memcached;

/// <summary>
/// One command of the text protocol (memcached's doc/protocol.txt), immutable. Each has exactly one answer. Times are whole
/// seconds, 0 for ever, at most 30 days. What a command stores is text.
/// </summary>
public sealed class MemcachedRequest
{
    /// <summary>Keys of one <c>get</c> at most.</summary>
    public const int MaxKeys = 100;

    private const string LineEnd = "\r\n";

    private readonly string text;
    private readonly MemcachedReplyKind[] expected;

    private MemcachedRequest(string text, params MemcachedReplyKind[] expected)
    {
        this.text = text;
        this.expected = expected;
    }

    /// <summary>The items of those keys that are there.</summary>
    public static MemcachedRequest Get(params IReadOnlyCollection<string> keys) => Retrieve("get", keys);

    /// <summary>The same with what <see cref="CompareAndSet"/> needs.</summary>
    public static MemcachedRequest Gets(params IReadOnlyCollection<string> keys) => Retrieve("gets", keys);

    /// <summary>The item, which lives so long from now on. Needs memcached 1.5.3.</summary>
    public static MemcachedRequest GetAndTouch(string key, int seconds) =>
        new($"gat {seconds} {Checked(key)}{LineEnd}", MemcachedReplyKind.Items);

    public static MemcachedRequest Set(string key, string value, int seconds) =>
        new(Storage("set", key, value, seconds, ""), MemcachedReplyKind.Stored);

    /// <summary>Stores unless the key is there.</summary>
    public static MemcachedRequest Add(string key, string value, int seconds) =>
        new(Storage("add", key, value, seconds, ""), MemcachedReplyKind.Stored, MemcachedReplyKind.NotStored);

    /// <summary>Stores unless the key was changed since it was read.</summary>
    /// <param name="cas">Of the item that was read.</param>
    public static MemcachedRequest CompareAndSet(string key, string value, int seconds, ulong cas) => new(
        Storage("cas", key, value, seconds, $" {cas}"),
        MemcachedReplyKind.Stored,
        MemcachedReplyKind.Exists,
        MemcachedReplyKind.NotFound);

    /// <param name="by">0 or more; 0 reads the number.</param>
    public static MemcachedRequest Increase(string key, long by) => Arithmetic("incr", key, by);

    /// <param name="by">0 or more; a server stops at 0.</param>
    public static MemcachedRequest Decrease(string key, long by) => Arithmetic("decr", key, by);

    public static MemcachedRequest Delete(string key) =>
        new($"delete {Checked(key)}{LineEnd}", MemcachedReplyKind.Deleted, MemcachedReplyKind.NotFound);

    public static MemcachedRequest Version() => new($"version{LineEnd}", MemcachedReplyKind.Version);

    /// <summary>An answer of that kind can be one to this command; errors always can.</summary>
    public bool Expects(MemcachedReplyKind kind) =>
        kind is MemcachedReplyKind.ClientError or MemcachedReplyKind.ServerError || Array.IndexOf(expected, kind) >= 0;

    /// <summary>Appends the command.</summary>
    public void WriteTo(IByteBuffer output) => output.WriteText(text);

    public override string ToString() => text;

    private static MemcachedRequest Retrieve(string verb, IReadOnlyCollection<string> keys)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count, nameof(keys));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Count, MaxKeys, nameof(keys));
        StringBuilder line = new(verb);
        foreach (string key in keys)
            line.Append(' ').Append(Checked(key));
        return new MemcachedRequest(line.Append(LineEnd).ToString(), MemcachedReplyKind.Items);
    }

    private static MemcachedRequest Arithmetic(string verb, string key, long by)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(by);
        return new($"{verb} {Checked(key)} {by}{LineEnd}", MemcachedReplyKind.Number, MemcachedReplyKind.NotFound);
    }

    private static string Storage(string verb, string key, string value, int seconds, string cas) =>
        $"{verb} {Checked(key)} 0 {seconds} {Encoding.UTF8.GetByteCount(value)}{cas}{LineEnd}{value}{LineEnd}";

    /// <summary>A space or a line end in a key would begin another command.</summary>
    private static string Checked(string key) => MemcachedKey.IsValid(key)
        ? key
        : throw new ArgumentException("not a key; see MemcachedKey", nameof(key));
}
