using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Handlers.Policy.Sql;

/// <summary>What a verdict depends on besides policy and text.</summary>
public readonly ref struct PolicyFacts
{
    /// <summary>How the session's server reads the text.</summary>
    public required SqlReading Reading { get; init; }

    /// <summary>The schema that names without one are looked up in.</summary>
    public required string CurrentSchema { get; init; }

    /// <summary>The schema of the database, in UTF-8.</summary>
    public required ReadOnlySpan<byte> OwnSchema { get; init; }

    /// <summary>The text is prepared by COM_STMT_PREPARE, to be run later.</summary>
    public bool IsPrepare { get; init; }

    /// <summary>What the session has prepared by PREPARE.</summary>
    public required TextStatements TextStatements { get; init; }
}
