namespace SceNettyProxy.Codecs.ZooKeeper;

/// <summary>
/// The answer to a multi request: for each operation <c>int type, boolean done, int err</c> and its answer; the end is a
/// header with <c>done</c>. After a failure every one is of type -1, with <c>int err</c>: <see cref="ZooKeeperError.Ok"/>
/// before the operation that failed, <see cref="ZooKeeperError.RuntimeInconsistency"/> behind it.
/// </summary>
/// <param name="Results">One each; empty after a failure.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="FailedOperation">Which failed.</param>
public readonly record struct MultiAnswer(IReadOnlyList<MultiResult> Results, ZooKeeperError Error, int? FailedOperation)
{
    /// <summary>Reads the answer.</summary>
    /// <exception cref="ZooKeeperProtocolException">It is malformed.</exception>
    public static MultiAnswer Read(ref JuteReader reader)
    {
        List<MultiResult> results = [];
        ZooKeeperError error = ZooKeeperError.Ok;
        int? failed = null;
        for (int index = 0; ; index++)
        {
            var type = (OpCode)reader.ReadInt32();
            bool isEnd = reader.ReadBoolean();
            reader.ReadInt32();
            if (isEnd)
                return new MultiAnswer(failed is null ? results : [], error, failed);
            if (type == OpCode.Error)
            {
                var own = (ZooKeeperError)reader.ReadInt32();
                if (failed is null && own is not (ZooKeeperError.Ok or ZooKeeperError.RuntimeInconsistency))
                    (failed, error) = (index, own);
                continue;
            }

            results.Add(ReadResult(type, ref reader));
        }
    }

    private static MultiResult ReadResult(OpCode type, ref JuteReader reader)
    {
        switch (type)
        {
            case OpCode.Create:
                return new MultiResult(reader.ReadString(), null);
            case OpCode.SetData:
                return new MultiResult(null, NodeStat.Read(ref reader));
            case OpCode.Delete or OpCode.Check:
                return default;
            default:
                ZooKeeperProtocolException.Throw("A multi answer holds a result of an unknown type.");
                return default;
        }
    }
}
