using System.Text;
using SceNettyProxy.Extensions.Sessions;

namespace SceNettyProxy.Extensions.Commands;

/// <summary>
/// A command as an interceptor sees it. The proxy uses one object again and again: nothing of it may be kept beyond the
/// call, or beyond the task that the call has returned. In tests a <see cref="SampleCommand"/> stands in for it.
/// </summary>
public abstract class InterceptedCommand
{
    /// <summary>Who sends it.</summary>
    public abstract SessionInfo Session { get; }

    /// <summary>What it does with its text.</summary>
    public abstract CommandKind Kind { get; }

    /// <summary>
    /// The text in the client's character set; the bytes are valid during the call only. Of an execution it is the text as it
    /// was prepared, which includes what interceptors made of it then.
    /// </summary>
    public abstract ReadOnlyMemory<byte> TextBytes { get; }

    /// <summary>The text as a string, made when it is first asked for.</summary>
    public abstract string Text { get; }

    /// <summary>
    /// How <see cref="Text"/> was made of the bytes and a rewritten string will be made bytes again: UTF-8 where the bytes are
    /// that, else Latin-1, by which every byte becomes one character and the same byte again.
    /// </summary>
    public abstract Encoding TextEncoding { get; }

    /// <summary>
    /// False where only the head of the text is here (<see cref="TextNeed.Head"/>), and for an execution whose text was too
    /// long to be kept.
    /// </summary>
    public abstract bool IsTextWhole { get; }

    /// <summary>How many statements the text holds; 0 where it is not whole or empty.</summary>
    public abstract int StatementCount { get; }

    /// <summary>No statement of the text can change anything; false where that is not known.</summary>
    public abstract bool IsRead { get; }

    /// <summary>The schema that is current when the command begins; empty for none.</summary>
    public abstract string Schema { get; }

    /// <summary>
    /// What the interceptor keeps for this session: what <see cref="InterceptorBase.SessionStarted"/> returned, or what was put
    /// here since. Each interceptor has its own.
    /// </summary>
    public object? State { get; set; }

    /// <summary>
    /// The first word or words of a statement in upper case: SELECT, INSERT, LOAD DATA, SET, UNKNOWN. <c>WITH … SELECT</c> is
    /// SELECT, and an executable comment is read as what it holds.
    /// </summary>
    /// <param name="statement">0 is the first one.</param>
    public abstract string Verb(int statement);
}
