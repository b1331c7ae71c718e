using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Forbids;

/// <summary>The verbs that a forbid names, in upper case and in their order. Immutable, equal by value.</summary>
public sealed record ForbidVerbs
{
    /// <summary>The verb that stands for all.</summary>
    public const string AllWord = "ALL";

    private ForbidVerbs(EquatableArray<string> words, SqlOperations operations)
    {
        Words = words;
        Operations = operations;
    }

    /// <summary><c>ALL</c>.</summary>
    public static ForbidVerbs All { get; } = From([AllWord]);

    public EquatableArray<string> Words { get; }

    /// <summary>What they forbid; a word that is no verb forbids nothing.</summary>
    public SqlOperations Operations { get; }

    /// <param name="words">In any case; an empty list forbids nothing.</param>
    public static ForbidVerbs From(IEnumerable<string> words)
    {
        EquatableArray<string> list = [.. words.Select(static word => word.Trim().ToUpperInvariant()).Distinct()];
        SqlOperations operations = SqlOperations.None;
        foreach (string word in list)
            operations |= OperationsOf(word);
        return new ForbidVerbs(list, operations);
    }

    /// <summary>The word is <c>ALL</c> or begins statements.</summary>
    public static bool IsVerb(string word) => OperationsOf(word.Trim().ToUpperInvariant()) != SqlOperations.None;

    /// <summary>As errors show them: <c>['INSERT', 'UPDATE']</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", Words.Select(static word => $"'{word}'"))}]";

    private static SqlOperations OperationsOf(string word) => word switch
    {
        AllWord => SqlOperations.All,
        "DESC" or "DESCRIBE" => SqlOperations.Explain,
        "START" => SqlOperations.Begin,
        "TABLE" or "VALUES" => SqlOperations.Select,
        "XA" => SqlOperations.Xa | SqlOperations.XaEnd,
        "NONE" or "ANYTHING" or "ENDING" or "XAEND" => SqlOperations.None,
        _ when word.All(char.IsAsciiLetter) && Enum.TryParse(word, ignoreCase: true, out SqlOperations operation) => operation,
        _ => SqlOperations.None,
    };
}
