using SceNettyProxy.Extensions.Results;

namespace SceNettyProxy.Extensions.Commands;

/// <summary>What becomes of a command. The default value is <see cref="Allow"/>, which costs nothing.</summary>
public readonly struct CommandVerdict : IEquatable<CommandVerdict>
{
    private const int SqlStateLength = 5;

    private CommandVerdict(VerdictKind kind, object detail)
    {
        Kind = kind;
        Detail = detail;
    }

    /// <summary>The command goes on as it is.</summary>
    public static CommandVerdict Allow => default;

    public VerdictKind Kind { get; }

    /// <summary>The error of a denial.</summary>
    public CommandError? Error => Detail as CommandError;

    /// <summary>The new text, where it was given as a string.</summary>
    public string? Text => Detail as string;

    /// <summary>The new text, where it was given as bytes.</summary>
    public byte[]? TextBytes => Detail as byte[];

    /// <summary>The result set of an answer.</summary>
    public ResultRows? Rows => Detail as ResultRows;

    /// <summary>The OK of an answer.</summary>
    public CommandOk? Ok => Detail as CommandOk;

    private object? Detail { get; }

    public static bool operator ==(CommandVerdict left, CommandVerdict right) => left.Equals(right);

    public static bool operator !=(CommandVerdict left, CommandVerdict right) => !left.Equals(right);

    /// <summary>The client gets this error; nothing reaches a server.</summary>
    /// <param name="code">The error number; 1644 is that of SIGNAL. Servers use 1000 to 5000, the proxy 2901 to 2916. MariaDB's client
    /// library takes an error from 2001 to 2061 or 5001 to 5099 for a broken packet, since it makes such errors up itself.</param>
    /// <param name="sqlState">Five letters or digits; 45000 is meant for errors of one's own.</param>
    /// <param name="message">For people.</param>
    /// <exception cref="ArgumentException">The code is 0 or the SQLSTATE is not of that form.</exception>
    public static CommandVerdict Deny(ushort code, string sqlState, string message)
    {
        ArgumentOutOfRangeException.ThrowIfZero(code);
        ArgumentNullException.ThrowIfNull(sqlState);
        ArgumentNullException.ThrowIfNull(message);
        if (sqlState.Length != SqlStateLength || !sqlState.All(char.IsAsciiLetterOrDigit))
            throw new ArgumentException("A SQLSTATE has five letters or digits.", nameof(sqlState));
        return new CommandVerdict(VerdictKind.Deny, new CommandError(code, sqlState, message));
    }

    /// <summary>
    /// Another text takes the place of the present one and is judged and metered in its stead, by the interceptors behind this
    /// one and all policies. Not for an execution, whose text was prepared before.
    /// </summary>
    /// <param name="text">Becomes bytes by <see cref="InterceptedCommand.TextEncoding"/>.</param>
    public static CommandVerdict Rewrite(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new CommandVerdict(VerdictKind.Rewrite, text);
    }

    /// <summary>As the other one, with the text in the client's character set; the array is not copied.</summary>
    public static CommandVerdict Rewrite(byte[] text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new CommandVerdict(VerdictKind.Rewrite, text);
    }

    /// <summary>
    /// The client gets these rows as the only result of the command, whatever its text holds. A COM_STMT_PREPARE cannot be
    /// answered: it gets error 1295, at which drivers that can do so send the text as a query. To answer prepared statements,
    /// let the prepare pass and answer the execution.
    /// </summary>
    public static CommandVerdict Answer(ResultRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new CommandVerdict(VerdictKind.AnswerRows, rows);
    }

    /// <summary>The client gets an OK as the only result of the command. As for rows, a prepare gets error 1295.</summary>
    /// <param name="affectedRows">Rows that the client is told were changed.</param>
    /// <param name="lastInsertId">The value of an AUTO_INCREMENT column that the client is told.</param>
    public static CommandVerdict AnswerOk(ulong affectedRows = 0, ulong lastInsertId = 0) =>
        new(VerdictKind.AnswerOk, new CommandOk(affectedRows, lastInsertId));

    public bool Equals(CommandVerdict other) => Kind == other.Kind && Equals(Detail, other.Detail);

    public override bool Equals(object? obj) => obj is CommandVerdict other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Kind, Detail);
}
