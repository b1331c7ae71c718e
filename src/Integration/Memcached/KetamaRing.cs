using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace SceNettyProxy.Integration.Memcached;

/// <summary>
/// Consistent hashing as libketama does it, all servers weighing the same: the keys of a server that goes are spread over the
/// others, and no other key moves. Immutable.
/// </summary>
internal sealed class KetamaRing<T>
    where T : class
{
    /// <summary>Digests per server, each of which gives four points.</summary>
    private const int Digests = 40;
    private const int PointsPerDigest = 4;

    private readonly uint[] points;
    private readonly T[] owners;

    /// <param name="servers">Each with the name that its points are made of: <c>host:port</c>.</param>
    public KetamaRing(IReadOnlyCollection<(string Name, T Server)> servers)
    {
        points = new uint[servers.Count * Digests * PointsPerDigest];
        owners = new T[points.Length];
        int next = 0;
        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        foreach ((string name, T server) in servers)
        {
            for (int i = 0; i < Digests; i++)
            {
                Hash($"{name}-{i}", digest);
                for (int point = 0; point < PointsPerDigest; point++)
                {
                    points[next] = BinaryPrimitives.ReadUInt32LittleEndian(digest[(point * sizeof(uint))..]);
                    owners[next++] = server;
                }
            }
        }

        Array.Sort(points, owners);
    }

    /// <summary>The server of a key: the first point at or behind its hash; null where there is no server.</summary>
    public T? Find(string key)
    {
        if (points.Length == 0)
            return null;
        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        Hash(key, digest);
        int found = Array.BinarySearch(points, BinaryPrimitives.ReadUInt32LittleEndian(digest));
        int index = found < 0 ? ~found : found;
        return owners[index == points.Length ? 0 : index];
    }

    [SuppressMessage("Security", "CA5351", Justification = "It spreads keys, as everybody's ketama does; nothing is kept secret by it.")]
    private static void Hash(string text, Span<byte> digest) => MD5.HashData(Encoding.UTF8.GetBytes(text), digest);
}
