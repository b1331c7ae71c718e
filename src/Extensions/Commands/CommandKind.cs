namespace SceNettyProxy.Extensions.Commands;

/// <summary>What a command does with its text.</summary>
public enum CommandKind
{
    /// <summary>COM_QUERY: the text runs.</summary>
    Query,

    /// <summary>COM_STMT_PREPARE: the text is prepared for executions.</summary>
    Prepare,

    /// <summary>COM_STMT_EXECUTE or MariaDB's COM_STMT_BULK_EXECUTE: a prepared text runs.</summary>
    Execute,
}
