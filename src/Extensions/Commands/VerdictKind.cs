namespace SceNettyProxy.Extensions.Commands;

/// <summary>The kinds of <see cref="CommandVerdict"/>.</summary>
public enum VerdictKind : byte
{
    /// <summary>The command goes on.</summary>
    Allow,

    /// <summary>The client gets an error.</summary>
    Deny,

    /// <summary>Another text goes on in its place.</summary>
    Rewrite,

    /// <summary>The client gets a result set.</summary>
    AnswerRows,

    /// <summary>The client gets an OK.</summary>
    AnswerOk,
}
