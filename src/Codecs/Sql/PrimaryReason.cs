namespace SceNettyProxy.Codecs.Sql;

/// <summary>Why a statement cannot run on a replica.</summary>
public enum PrimaryReason : byte
{
    None,
    NotARead,
    LockingRead,
    SelectInto,
    UserVariableAssignment,
    CalcFoundRows,
    LastInsertId,
    SystemVariable,
    ServerState,
    UserLock,
    Sequence,
    UnknownFunction,
    AnalyzedWrite,
    MultiStatement,
    ExecutableComment,
    AmbiguousText,
    SessionControl,
    NextTransaction,
    HintPrimary,
}
