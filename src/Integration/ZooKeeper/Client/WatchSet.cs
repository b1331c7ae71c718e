using System.Text;
using SceNettyProxy.Codecs.ZooKeeper;
using SceNettyProxy.Codecs.ZooKeeper.Requests;

namespace SceNettyProxy.Integration.ZooKeeper.Client;

/// <summary>The watches that a session has on its server, by path as the server names it. Not thread-safe.</summary>
internal sealed class WatchSet
{
    /// <summary>Bytes of paths in one request; servers take requests of up to 1 MB, and Java clients send 128 KB.</summary>
    private const int BatchLimit = 120 * 1024;

    private readonly HashSet<string>[] paths =
        [.. Enum.GetValues<WatchKind>().Select(_ => new HashSet<string>(StringComparer.Ordinal))];

    public int Count => paths.Sum(kind => kind.Count);

    public void Add(WatchKind kind, string path) => paths[(int)kind].Add(path);

    /// <summary>Forgets one-shot watches that the event has used up.</summary>
    public void OnEvent(in WatchEvent news)
    {
        if (news.Type is WatchEventType.Created or WatchEventType.DataChanged or WatchEventType.Deleted)
        {
            paths[(int)WatchKind.Data].Remove(news.Path);
            paths[(int)WatchKind.Exists].Remove(news.Path);
        }

        if (news.Type is WatchEventType.ChildrenChanged or WatchEventType.Deleted)
            paths[(int)WatchKind.Children].Remove(news.Path);
    }

    /// <summary>The session is over, and so are they.</summary>
    public void Clear()
    {
        foreach (HashSet<string> kind in paths)
            kind.Clear();
    }

    /// <summary>The requests that set all of them again, each under 128 KB (unless one path alone is longer).</summary>
    public IEnumerable<SetWatchesRequest> SetAgain(long lastZxid)
    {
        var batch = new SetWatchesRequest(lastZxid);
        int size = 0;
        foreach (WatchKind kind in Enum.GetValues<WatchKind>())
        {
            foreach (string path in paths[(int)kind])
            {
                int length = sizeof(int) + Encoding.UTF8.GetByteCount(path);
                if (size > 0 && size + length > BatchLimit)
                {
                    yield return batch;
                    batch = new SetWatchesRequest(lastZxid);
                    size = 0;
                }

                batch.Add(kind, path);
                size += length;
            }
        }

        if (size > 0)
            yield return batch;
    }
}
