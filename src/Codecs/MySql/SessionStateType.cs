namespace SceNettyProxy.Codecs.MySql;

/// <summary>The kinds of session state change, SESSION_TRACK_*; protocol page "OK_Packet".</summary>
public enum SessionStateType : byte
{
    /// <summary>A system variable named in session_track_system_variables has a new value.</summary>
    SystemVariable = 0,

    /// <summary>The default schema is another.</summary>
    Schema = 1,

    /// <summary>Something of the session has changed ("1") that a new connection would not have.</summary>
    StateChange = 2,

    /// <summary>GTIDs of what was written (MySQL).</summary>
    Gtids = 3,

    /// <summary>The statements that would set up the next transaction alike.</summary>
    TransactionCharacteristics = 4,

    /// <summary>Eight letters about the running transaction.</summary>
    TransactionState = 5,
}
