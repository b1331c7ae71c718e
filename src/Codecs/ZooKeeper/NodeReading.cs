namespace SceNettyProxy.Codecs.ZooKeeper;

/// <summary>A node's data and children, read together, or why they could not be read.</summary>
/// <param name="Error">With any but <see cref="ZooKeeperError.Ok"/> the rest is empty.</param>
/// <param name="Data">The node's data.</param>
/// <param name="Stat">The node's stat.</param>
/// <param name="Children">Names in no order.</param>
public readonly record struct NodeReading(
    ZooKeeperError Error, ReadOnlyMemory<byte> Data, NodeStat Stat, IReadOnlyList<string> Children)
{
    public static NodeReading Failed(ZooKeeperError error) => new(error, default, default, []);

    /// <summary>
    /// Reads the answer to a <see cref="Requests.MultiReadRequest"/>: for each path a header and the answer to getData, a
    /// header and <c>vector&lt;ustring&gt; children</c>, or a header of type -1 and <c>int err</c> in their places; then the
    /// header of the end.
    /// </summary>
    /// <exception cref="ZooKeeperProtocolException">It is malformed.</exception>
    public static IReadOnlyList<NodeReading> ReadMany(ref JuteReader reader)
    {
        List<NodeReading> readings = [];
        while (ReadHeader(ref reader) is { } type)
        {
            ZooKeeperError error = ReadError(ref reader, type, OpCode.GetData);
            NodeData node = error == ZooKeeperError.Ok ? NodeData.Read(ref reader) : default;
            type = ReadHeader(ref reader) ?? OpCode.Error;
            ZooKeeperError childrenError = ReadError(ref reader, type, OpCode.GetChildren);
            string[] children = childrenError == ZooKeeperError.Ok ? reader.ReadStrings() : [];
            if (error == ZooKeeperError.Ok)
                error = childrenError;
            readings.Add(error == ZooKeeperError.Ok ? new NodeReading(error, node.Data, node.Stat, children) : Failed(error));
        }

        return readings;
    }

    /// <returns>Null at the end.</returns>
    private static OpCode? ReadHeader(ref JuteReader reader)
    {
        var type = (OpCode)reader.ReadInt32();
        bool isEnd = reader.ReadBoolean();
        reader.ReadInt32();
        return isEnd ? null : type;
    }

    private static ZooKeeperError ReadError(ref JuteReader reader, OpCode type, OpCode expected)
    {
        if (type == expected)
            return ZooKeeperError.Ok;
        if (type != OpCode.Error)
            ZooKeeperProtocolException.Throw("A multi answer holds a result of another type than was asked for.");
        var error = (ZooKeeperError)reader.ReadInt32();
        if (error == ZooKeeperError.Ok)
            ZooKeeperProtocolException.Throw("A multi answer holds an error that is none.");
        return error;
    }
}
