using System.Runtime.InteropServices;
using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.ZooKeeper.Requests;

/// <summary>
/// Tells a server of the watches that another had; it notifies at once of what one-shot ones have missed. Record SetWatches:
/// <c>long relativeZxid, vector&lt;ustring&gt; data, exist, child</c>; SetWatches2 (from 3.6) adds <c>persistent,
/// persistentRecursive</c>, and is used only where there are some.
/// </summary>
/// <param name="RelativeZxid">The last transaction that the client has seen.</param>
public sealed record SetWatchesRequest(long RelativeZxid) : ZooKeeperRequest
{
    private const int OneShotKinds = 3;
    private readonly List<string>[] paths = [[], [], [], [], []];

    public override OpCode Code => HasPersistent ? OpCode.SetWatches2 : OpCode.SetWatches;

    private bool HasPersistent => paths[(int)WatchKind.Persistent].Count + paths[(int)WatchKind.PersistentRecursive].Count > 0;

    /// <summary>Adds a path; before the request is written.</summary>
    public void Add(WatchKind kind, string path) => paths[(int)kind].Add(path);

    public override void WriteTo(IByteBuffer output)
    {
        output.WriteLong(RelativeZxid);
        foreach (List<string> kind in HasPersistent ? paths : paths.AsSpan(0, OneShotKinds))
            output.WriteJuteStrings(CollectionsMarshal.AsSpan(kind));
    }
}
