using System.Text;
using SceNettyProxy.Extensions.Sessions;

namespace SceNettyProxy.Extensions.Commands;

/// <summary>A command for the unit tests of an interceptor.</summary>
/// <param name="text">Its text.</param>
/// <param name="verbs">The verb of each statement; the first word of the text where none is given.</param>
public sealed class SampleCommand(string text, params string[] verbs) : InterceptedCommand
{
    private readonly string[] verbs = verbs.Length > 0 ? verbs : [text.TrimStart().Split(' ', ';')[0].ToUpperInvariant()];

    /// <summary>Who sends it.</summary>
    public SessionInfo From { get; init; } = new() { Database = "shop", User = "app", ConnectionId = 1 };

    /// <summary>What it does with its text; a query where nothing is said.</summary>
    public CommandKind As { get; init; }

    /// <summary>The text is whole.</summary>
    public bool Whole { get; init; } = true;

    /// <summary>The current schema.</summary>
    public string CurrentSchema { get; init; } = "shop";

    public override SessionInfo Session => From;

    public override CommandKind Kind => As;

    public override string Text => text;

    public override ReadOnlyMemory<byte> TextBytes => Encoding.UTF8.GetBytes(text);

    public override Encoding TextEncoding => Encoding.UTF8;

    public override bool IsTextWhole => Whole;

    public override int StatementCount => Whole ? verbs.Length : 0;

    public override bool IsRead => Whole && verbs.All(static verb => verb is "SELECT" or "SHOW");

    public override string Schema => CurrentSchema;

    public override string Verb(int statement) => verbs[statement];
}
