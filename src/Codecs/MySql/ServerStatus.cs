namespace SceNettyProxy.Codecs.MySql;

/// <summary>The SERVER_STATUS_* flags of OK and EOF packets; protocol page "Server Status Flags".</summary>
[Flags]
public enum ServerStatus : ushort
{
    None = 0,
    InTransaction = 0x0001,
    Autocommit = 0x0002,

    /// <summary>Another result of the same command follows.</summary>
    MoreResultsExist = 0x0008,
    NoGoodIndexUsed = 0x0010,
    NoIndexUsed = 0x0020,

    /// <summary>A cursor was opened: the rows come by COM_STMT_FETCH.</summary>
    CursorExists = 0x0040,

    /// <summary>The cursor has no more rows.</summary>
    LastRowSent = 0x0080,
    DbDropped = 0x0100,
    NoBackslashEscapes = 0x0200,
    MetadataChanged = 0x0400,
    QueryWasSlow = 0x0800,

    /// <summary>The result holds the OUT parameters of a CALL.</summary>
    PsOutParams = 0x1000,
    InTransactionReadOnly = 0x2000,

    /// <summary>The OK packet ends in session state changes.</summary>
    SessionStateChanged = 0x4000,

    /// <summary>MariaDB only: sql_mode has ANSI_QUOTES.</summary>
    AnsiQuotes = 0x8000,
}
