namespace SceNettyProxy.Tenancy.Policies;

/// <summary>Why a policy refuses a statement.</summary>
public enum PolicyReason
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>The statement is not among those that may run.</summary>
    Statement,

    /// <summary>SET gives a value to something that it may not.</summary>
    Variable,

    /// <summary>A table may not be named.</summary>
    Table,

    /// <summary>A function may not be called.</summary>
    Function,

    /// <summary>UPDATE or DELETE without a WHERE.</summary>
    NoWhere,

    /// <summary>The text is too long, or longer than can be held until it is judged.</summary>
    TooLong,

    /// <summary>The engine may not be used.</summary>
    Engine,

    /// <summary>No engine is named.</summary>
    EngineMissing,

    /// <summary>Several statements in one text.</summary>
    MultiStatement,

    /// <summary>INTO OUTFILE or INTO DUMPFILE.</summary>
    IntoOutfile,

    /// <summary>The text can be read in more than one way.</summary>
    Unreadable,

    /// <summary>A statement that is made at run time, or was prepared when another policy was in force.</summary>
    DynamicText,

    /// <summary>A command that is no statement.</summary>
    Command,
}
