namespace SceNettyProxy.Codecs.Sql.Digests;

/// <summary>The parentheses that are open.</summary>
internal sealed class DigestFrames
{
    /// <summary>Lists nested deeper are written as they are; no server would parse them.</summary>
    private const int MaxDepth = 1000;

    private DigestFrame[] frames = new DigestFrame[16];
    private int depth;

    /// <summary>Open ones beyond the greatest depth.</summary>
    private int beyond;

    public ref DigestFrame Top => ref frames[depth];

    public void Reset()
    {
        depth = 0;
        beyond = 0;
        frames[0] = default;
    }

    public void Open(in DigestFrame frame)
    {
        if (depth == MaxDepth)
        {
            beyond++;
            return;
        }

        if (++depth == frames.Length)
            Array.Resize(ref frames, depth * 2);
        frames[depth] = frame;
    }

    /// <returns>False where none is open, or one that is not followed.</returns>
    public bool TryClose(out DigestFrame closed)
    {
        closed = default;
        if (beyond > 0)
        {
            beyond--;
            return false;
        }

        if (depth == 0)
            return false;
        closed = frames[depth--];
        return true;
    }
}
