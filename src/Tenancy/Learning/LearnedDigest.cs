using System.Security.Cryptography;
using System.Text;

namespace SceNettyProxy.Tenancy.Learning;

/// <summary>A kind of statement that a database has seen. Any thread; the counters are exact, the times those of some thread.
/// </summary>
public sealed class LearnedDigest
{
    /// <summary>Bytes of a normalised text that are kept.</summary>
    public const int MaxText = 4096;

    private readonly byte[]? text;
    private readonly byte[]? seal;
    private long count;
    private long lastSeen;
    private volatile string verdict = "";
    private volatile bool isKnown;

    /// <param name="digest">Of the text.</param>
    /// <param name="normalised">The whole normalised text.</param>
    /// <param name="now">When it was seen, milliseconds since 1970.</param>
    public LearnedDigest(ulong digest, ReadOnlySpan<byte> normalised, long now)
    {
        Digest = digest;
        FirstSeen = now;
        lastSeen = now;
        Text = Encoding.UTF8.GetString(normalised[..Math.Min(normalised.Length, MaxText)]);
        if (normalised.Length <= MaxText && IsUtf8(normalised))
            text = normalised.ToArray();
        else
            seal = SHA256.HashData(normalised);
    }

    /// <summary>One that was kept.</summary>
    /// <param name="seal">As <see cref="Seal"/> gave it.</param>
    public LearnedDigest(
        ulong digest, string text, byte[]? seal, long count, long firstSeen, long lastSeen, string verdict, bool isKnown)
    {
        Digest = digest;
        Text = text;
        FirstSeen = firstSeen;
        this.seal = seal;
        this.text = seal is null ? Encoding.UTF8.GetBytes(text) : null;
        this.count = count;
        this.lastSeen = lastSeen;
        this.verdict = verdict;
        this.isKnown = isKnown;
    }

    public ulong Digest { get; }

    /// <summary>The normalised text, which holds no literal; its beginning where it is long.</summary>
    public string Text { get; }

    /// <summary>The SHA-256 of a text that is not here as it is; null for any other.</summary>
    public ReadOnlyMemory<byte>? Seal => seal is null ? default(ReadOnlyMemory<byte>?) : new ReadOnlyMemory<byte>(seal);

    /// <summary>How often it was run.</summary>
    public long Count => Interlocked.Read(ref count);

    /// <summary>Milliseconds since 1970.</summary>
    public long FirstSeen { get; }

    /// <summary>Milliseconds since 1970.</summary>
    public long LastSeen => Interlocked.Read(ref lastSeen);

    /// <summary>What the policy in force said last, as a word.</summary>
    public string Verdict => verdict;

    /// <summary>It was seen while digests were recorded.</summary>
    public bool IsKnown
    {
        get => isKnown;
        internal set => isKnown = value;
    }

    /// <summary>It is the digest of this text, and not of another with the same hash.</summary>
    public bool IsOf(ReadOnlySpan<byte> normalised)
    {
        if (text is not null)
            return normalised.SequenceEqual(text);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(normalised, hash);
        return hash.SequenceEqual(seal);
    }

    /// <summary>It was seen once more.</summary>
    /// <param name="runs">1 where it runs, 0 where it is only prepared.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    public void Note(int runs, string policyVerdict, long now)
    {
        if (runs != 0)
            Interlocked.Add(ref count, runs);
        Interlocked.Exchange(ref lastSeen, now);
        if (verdict != policyVerdict)
            verdict = policyVerdict;
    }

    private static bool IsUtf8(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);
}
