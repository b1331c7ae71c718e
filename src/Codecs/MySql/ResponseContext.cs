namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// What a command is answered with. It decides what the first byte of a packet means, which is ambiguous without it.
/// </summary>
public enum ResponseContext
{
    /// <summary>One OK or ERR: PING, INIT_DB, RESET_CONNECTION, PROCESS_KILL, STMT_RESET.</summary>
    SimpleOk,

    /// <summary>One EOF, OK (header 0xFE or 0x00) or ERR: SET_OPTION, DEBUG.</summary>
    EofOrOk,

    /// <summary>QUERY, PROCESS_INFO: OK, ERR, LOCAL INFILE, or results with text rows, one or several in a row.</summary>
    Query,

    /// <summary>FIELD_LIST: column definitions without a count, then EOF or OK.</summary>
    FieldList,

    /// <summary>STATISTICS: one packet of bare text, or ERR.</summary>
    Statistics,

    /// <summary>STMT_PREPARE: the prepare header, then definitions of parameters and of columns.</summary>
    Prepare,

    /// <summary>STMT_EXECUTE, STMT_BULK_EXECUTE: as <see cref="Query"/>, with binary rows or a cursor.</summary>
    Execute,

    /// <summary>STMT_FETCH: binary rows without definitions, then EOF or OK.</summary>
    Fetch,
}
