namespace SceNettyProxy.Codecs.MySql;

/// <summary>The first byte of a command, COM_*; protocol page "Command Phase".</summary>
public enum CommandCode : byte
{
    Sleep = 0,
    Quit = 1,
    InitDb = 2,
    Query = 3,
    FieldList = 4,
    CreateDb = 5,
    DropDb = 6,
    Refresh = 7,
    Shutdown = 8,
    Statistics = 9,
    ProcessInfo = 10,
    Connect = 11,
    ProcessKill = 12,
    Debug = 13,
    Ping = 14,
    Time = 15,
    DelayedInsert = 16,
    ChangeUser = 17,
    BinlogDump = 18,
    TableDump = 19,
    ConnectOut = 20,
    RegisterSlave = 21,
    StmtPrepare = 22,
    StmtExecute = 23,
    StmtSendLongData = 24,
    StmtClose = 25,
    StmtReset = 26,
    SetOption = 27,
    StmtFetch = 28,
    Daemon = 29,
    BinlogDumpGtid = 30,
    ResetConnection = 31,
    Clone = 32,
    SubscribeGroupReplicationStream = 33,

    /// <summary>MariaDB: one execution per row of parameters.</summary>
    StmtBulkExecute = 250,

    /// <summary>MariaDB: never on the wire, shown in its process list.</summary>
    SlaveWorker = 251,

    /// <summary>MariaDB: never on the wire, shown in its process list.</summary>
    SlaveIo = 252,

    /// <summary>MariaDB: never on the wire, shown in its process list.</summary>
    SlaveSql = 253,

    /// <summary>MariaDB: several commands in one packet; no released server runs it.</summary>
    Multi = 254,
}
