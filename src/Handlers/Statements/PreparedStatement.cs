using SceNettyProxy.Codecs.MySql.Statements;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Policy.Digests;
using SceNettyProxy.Handlers.Policy.Sql;
using SceNettyProxy.Handlers.PrivateSql;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Statements;

/// <summary>
/// A statement that the client prepared by COM_STMT_PREPARE: one id towards the client, and a copy on each server that has run
/// it. Of one session.
/// </summary>
internal sealed class PreparedStatement
{
    private StatementCopy? onPrimary;
    private StatementCopy? onReplica;

    /// <summary>What the client calls it.</summary>
    public required uint Id { get; init; }

    /// <summary>The text as a server has to get it; null where it was too long to be kept, so that it stays where it was
    /// prepared.</summary>
    public required byte[]? Text { get; init; }

    /// <summary>What the text is; null where nobody has read it.</summary>
    public required StatementBatch? Batch { get; init; }

    /// <summary>The KILL that an execution stands for: <see cref="Text"/> does nothing then.</summary>
    public KillStatement? Kill { get; init; }

    /// <summary>The statement of the proxy's own, with its argument, that an execution stands for; no server knows it.</summary>
    public (PrivateStatement Statement, string Argument)? Private { get; init; }

    public required int Parameters { get; init; }

    /// <summary>The schema that its names were resolved in.</summary>
    public required string Schema { get; init; }

    /// <summary>How its text is read.</summary>
    public required SqlReading Reading { get; init; }

    /// <summary>The session's <see cref="Session.TrackedState.ReadingVersion"/> that its text was read by.</summary>
    public required long ReadingVersion { get; init; }

    /// <summary>The version of the policy that let it pass last; null where none looked at it.</summary>
    public SqlPolicyRules? JudgedBy { get; set; }

    /// <summary>What its text was learnt as; null before the first execution with learning.</summary>
    public LearnedText? Learned { get; set; }

    /// <summary>The types of the parameters as the client sent them last; null before that.</summary>
    public byte[]? Types { get; set; }

    /// <summary>How many parameters, attributes included, <see cref="Types"/> is for.</summary>
    public int TypesCount { get; set; }

    /// <summary>The digest of the columns' definitions that a client with CACHE_METADATA keeps. Null while it is not known, which
    /// no copy has then, and for any other client, where all have null.</summary>
    public ulong? KnownColumns { get; set; }

    /// <summary>The connection with an open cursor.</summary>
    public BackendConnection? Cursor { get; set; }

    /// <summary>The connection that got long data for the next execution.</summary>
    public BackendConnection? LongData { get; set; }

    /// <summary>What went wrong with long data, which has no answer of its own: the next execution tells.</summary>
    public SceError? LongDataError { get; set; }

    /// <summary>The copy that this connection knows; null when it has to be prepared there first.</summary>
    public StatementCopy? CopyOn(BackendConnection connection)
    {
        StatementCopy? copy = connection.Target.Role == BackendRole.Primary ? onPrimary : onReplica;
        return copy is not null && copy.IsOn(connection) ? copy : null;
    }

    /// <summary>Bytes that are held for it: its text, and definitions of columns.</summary>
    public int HeldBytes => (Text?.Length ?? 0) + (onPrimary?.Definitions?.Size ?? 0) + (onReplica?.Definitions?.Size ?? 0);

    /// <summary>Of a result that leaves the definitions out the client can be told what it needs.</summary>
    public bool CanDescribe(StatementCopy copy) => copy.Columns == KnownColumns || copy.Definitions is not null;

    /// <summary>It has been prepared there.</summary>
    public void AddCopy(StatementCopy copy)
    {
        if (copy.Connection.Target.Role == BackendRole.Primary)
            onPrimary = copy;
        else
            onReplica = copy;
    }

    /// <summary>Notes the types of an execution that carries them.</summary>
    /// <param name="payload">The front of the command.</param>
    public void LearnTypes(in ExecuteHead head, ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> types = payload.Slice(head.TypesOffset, head.TypesLength);
        if (Types is null || !types.SequenceEqual(Types))
            Types = types.ToArray();
        TypesCount = head.Parameters;
    }
}
