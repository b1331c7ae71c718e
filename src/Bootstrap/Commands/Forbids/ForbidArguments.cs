using System.CommandLine;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Bootstrap.Commands.Forbids;

/// <summary>What is to be forbidden, as <c>sceproxy forbid</c> is told it.</summary>
internal sealed class ForbidArguments
{
    private readonly Argument<string> database = CreateDatabase();

    private readonly Option<string> verbs = new("--verbs")
    {
        Description = "What is forbidden, separated by commas: INSERT,UPDATE. ALL is everything.",
        DefaultValueFactory = _ => ForbidVerbs.AllWord,
    };

    private readonly Option<string[]> tables = new("--table")
    {
        Description = "Only on this table: a name, or schema.name. May be repeated.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<double?> seconds = new("--seconds") { Description = "For so long from now on." };
    private readonly Option<bool> permanent = new("--permanent") { Description = "Until it is lifted." };

    private readonly Option<string> reason = new("--reason")
    {
        Description = "Why, for the people whose statements are refused.",
        Required = true,
    };

    /// <summary>Names that fit on a line or two.</summary>
    private static string Hint(IReadOnlyCollection<string> databases) => databases.Count is 0 or > 50
        ? ""
        : $"; there are {string.Join(", ", databases.Order(StringComparer.Ordinal))}";

    public static Argument<string> CreateDatabase() => new("database") { Description = "The name that clients log in with." };

    public void AddTo(Command command)
    {
        command.Add(database);
        command.Add(verbs);
        command.Add(tables);
        command.Add(seconds);
        command.Add(permanent);
        command.Add(reason);
    }

    public string DatabaseIn(ParseResult result) => result.GetRequiredValue(database);

    /// <summary>What keeps the order from being carried out; null for nothing.</summary>
    /// <param name="databases">The names of all databases.</param>
    public string? Problem(ParseResult result, IReadOnlyCollection<string> databases)
    {
        // A forbid that is kept but hits nothing would leave a database open that its owner believes closed.
        if (!databases.Contains(DatabaseIn(result)))
            return $"\"{DatabaseIn(result)}\" is no database{Hint(databases)}";
        if (Array.Find(result.GetRequiredValue(verbs).Split(','), static verb => !ForbidVerbs.IsVerb(verb)) is { } unknown)
            return $"\"{unknown.Trim()}\" is no verb";
        double? length = result.GetValue(seconds);
        if (result.GetValue(permanent) == length.HasValue)
            return "either --seconds or --permanent has to be given";
        return length is <= 0 or double.NaN or double.PositiveInfinity ? "--seconds must be above 0" : null;
    }

    /// <summary>The forbid, where there is no problem; it begins now.</summary>
    public ForbidDefinition Read(ParseResult result, double now)
    {
        double? length = result.GetValue(seconds);
        string[] names = result.GetValue(tables) ?? [];
        var words = ForbidVerbs.From(result.GetRequiredValue(verbs).Split(','));
        ForbidDefinition forbid = new()
        {
            Kind = length is null ? ForbidKind.Permanent : ForbidKind.Timed,
            Start = now,
            Duration = length ?? 0,
            Reason = result.GetRequiredValue(reason),
        };
        return names.Length == 0
            ? forbid with { Verbs = words }
            : forbid with
            {
                Object = ForbidObject.Table,
                Tables = [.. names.Distinct(StringComparer.Ordinal).Select(table => new TableForbid(table, words))],
            };
    }
}
