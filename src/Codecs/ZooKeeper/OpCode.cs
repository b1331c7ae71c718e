namespace SceNettyProxy.Codecs.ZooKeeper;

/// <summary>Kinds of requests (ZooDefs.OpCode).</summary>
public enum OpCode
{
    Error = -1,
    Create = 1,
    Delete = 2,
    Exists = 3,
    GetData = 4,
    SetData = 5,
    GetChildren = 8,
    Sync = 9,
    Ping = 11,
    GetChildren2 = 12,
    Check = 13,
    Multi = 14,
    MultiRead = 22,
    Auth = 100,
    SetWatches = 101,
    SetWatches2 = 105,
    AddWatch = 106,
    CloseSession = -11,
}
