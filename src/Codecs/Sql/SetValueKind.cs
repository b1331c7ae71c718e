namespace SceNettyProxy.Codecs.Sql;

/// <summary>What the right-hand side of an assignment is.</summary>
public enum SetValueKind : byte
{
    /// <summary>A number with an optional sign.</summary>
    Number,

    /// <summary>A single plain quoted string without backslash, doubled quote or introducer; Value includes the quotes.</summary>
    PlainString,

    /// <summary>One bare word: ON, OFF, TRUE, NULL, DEFAULT, utf8mb4, TRADITIONAL, InnoDB.</summary>
    Word,

    /// <summary>Anything else: must be read back from the server that evaluated it.</summary>
    Expression,
}
