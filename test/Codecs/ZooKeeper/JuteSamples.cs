namespace SceNettyProxy.Codecs.Tests.ZooKeeper;

/// <summary>
/// Records as the classes of ZooKeeper 3.8 itself (org.apache.zookeeper.proto, jute's BinaryOutputArchive) write them, in
/// hexadecimal digits.
/// </summary>
internal static class JuteSamples
{
    public const string Connect =
        "000000001122334455667788000013880102030405060708000000100102030405060708090a0b0c0d0e0f10";

    public const string Auth =
        "00000000000000066469676573740000000a7363653a736563726574";

    public const string Exists =
        "000000052f612fc3a401";

    public const string GetData =
        "000000022f6100";

    public const string GetChildren2 =
        "000000022f6101";

    public const string Create =
        "000000032f652d0000000464617461000000010000001f00000004617574680000000000000003";

    public const string Delete =
        "000000022f6100000007";

    public const string SetData =
        "000000022f61000000036e6577ffffffff";

    public const string Check =
        "000000022f6100000003";

    public const string Sync =
        "000000022f61";

    public const string AddWatchRecursive =
        "000000022f6100000001";

    public const string AddWatch =
        "000000022f6100000000";

    public const string SetWatches =
        "000000000000000900000002000000032f6431000000032f643200000001000000022f6500000001000000022f63";

    public const string SetWatches2 =
        "000000000000000900000001000000032f64310000000000000001000000022f6300000001000000022f700000000100"
        + "0000022f72";

    public const string Multi =
        "0000000d00ffffffff000000022f61000000010000000100ffffffff000000022f620000000132000000010000001f00"
        + "000005776f726c6400000006616e796f6e65000000000000000500ffffffff000000022f630000000133000000040000"
        + "000200ffffffff000000022f64ffffffffffffffff01ffffffff";

    public const string MultiRead =
        "0000000400ffffffff000000022f61000000000800ffffffff000000022f61000000000400ffffffff000000022f6200"
        + "0000000800ffffffff000000022f6200ffffffff01ffffffff";

    public const string ReplyHeader =
        "000000111122334455667788ffffff9b";

    public const string ConnectResponse =
        "0000000000000fa00102030405060708000000100102030405060708090a0b0c0d0e0f10";

    public const string ConnectResponseExpired =
        "000000000000000000000000000000000000001000000000000000000000000000000000";

    public const string Stat =
        "000001000000000100000200000000020000000000000003000000000000000400000005000000060000000700000800"
        + "00000008000000090000000a00000b000000000b";

    public const string GetDataResponse =
        "0000000564c3a47461" + Stat;

    public const string GetDataResponseNull =
        "ffffffff" + Stat;

    public const string GetChildren2Response =
        "00000002000000016200000002c3a4" + Stat;

    public const string GetChildren2ResponseNull =
        "ffffffff" + Stat;

    public const string WatcherEvent =
        "0000000300000003000000042f612f62";

    public const string MultiResponse =
        "0000000d00000000000000000100000000000000000d2f622d30303030303030303031000000050000000000"
        + Stat
        + "000000020000000000ffffffff01ffffffff";

    public const string MultiResponseFailed =
        "ffffffff000000000000000000ffffffff00ffffff99ffffff99ffffffff00fffffffefffffffeffffffff01ffffffff";

    public const string MultiReadResponse =
        "0000000400000000000000000131"
        + Stat
        + "0000000800000000000000000200000001780000000179ffffffff00ffffff9bffffff9bffffffff00ffffff9bffffff"
        + "9b0000000400000000000000000132"
        + Stat
        + "ffffffff00ffffff9affffff9affffffff01ffffffff";
}
