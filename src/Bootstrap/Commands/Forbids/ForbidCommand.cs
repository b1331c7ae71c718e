using System.CommandLine;
using SceNettyProxy.Bootstrap.Commands.Tree;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Bootstrap.Commands.Forbids;

/// <summary>
/// <c>sceproxy forbid set|lift|list</c>: changes the file that forbids are kept in, or the tree in ZooKeeper. A proxy that runs with
/// it takes the change up within a second, one that does not at its start.
/// </summary>
internal static class ForbidCommand
{
    private static readonly Argument<string> Database = new("database") { Description = "The name that clients log in with." };

    public static Command Create() => new("forbid", "Forbid operations in a database, or allow them again.")
    {
        CreateSet(),
        CreateLift(),
        CreateList(),
    };

    private static Command CreateSet()
    {
        Option<string> verbs = new("--verbs")
        {
            Description = "What is forbidden, separated by commas: INSERT,UPDATE. ALL is everything.",
            DefaultValueFactory = _ => ForbidVerbs.AllWord,
        };
        Option<string[]> tables = new("--table")
        {
            Description = "Only on this table: a name, or schema.name. May be repeated.",
            DefaultValueFactory = _ => [],
        };
        Option<double?> seconds = new("--seconds") { Description = "For so long from now on." };
        Option<bool> permanent = new("--permanent") { Description = "Until it is lifted." };
        Option<string> reason = new("--reason") { Description = "Why, for the people whose statements are refused.", Required = true };
        Command command = new("set", "Forbid operations.") { Database, verbs, tables, seconds, permanent, reason };
        AddAction(command, async (book, result, console) =>
        {
            string database = result.GetRequiredValue(Database);
            string? type = await book.FindTypeAsync(database).ConfigureAwait(false);
            // A forbid that is kept but hits nothing would leave a database open that its owner believes closed.
            string? problem = type is null
                ? $"\"{database}\" is no database; there are {string.Join(", ", (await book.NamesAsync().ConfigureAwait(false)).Order(StringComparer.Ordinal))}"
                : Problem(result.GetRequiredValue(verbs), result.GetValue(seconds), result.GetValue(permanent));
            if (problem is not null)
            {
                console.Error.WriteLine(problem);
                return ExitCode.BadInput;
            }

            double now = ForbidDefinition.ClockOf(TimeProvider.System);
            ForbidDefinition forbid = Build(
                ForbidVerbs.From(result.GetRequiredValue(verbs).Split(',')), result.GetValue(tables) ?? [], result.GetValue(seconds)) with
            {
                Start = now,
                Reason = result.GetRequiredValue(reason),
            };
            ForbidOutcome outcome = default;
            await book.EditAsync(database, before =>
            {
                outcome = before.WithoutExpired(now).Set(database, forbid, now, out ForbidSnapshot next);
                return next;
            }).ConfigureAwait(false);
            if (type == TypeDefinition.Internal)
                console.Error.WriteLine($"warning: {database} is of the type {TypeDefinition.Internal}, which is exempt");
            console.Output.WriteLine(outcome == ForbidOutcome.Set ? "set" : "already forbidden; nothing has changed");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateLift()
    {
        Option<string?> table = new("--table") { Description = "Only for this table, as the forbid names it." };
        Command command = new("lift", "Allow what was forbidden.") { Database, table };
        AddAction(command, async (book, result, console) =>
        {
            int lifted = 0;
            double now = ForbidDefinition.ClockOf(TimeProvider.System);
            string database = result.GetRequiredValue(Database);
            await book.EditAsync(database, before =>
            {
                lifted = before.Lift(database, result.GetValue(table), now, out ForbidSnapshot next);
                return next;
            }).ConfigureAwait(false);
            if (lifted > 0)
            {
                console.Output.WriteLine($"lifted: {lifted}");
                return ExitCode.Success;
            }

            console.Error.WriteLine("nothing is forbidden there");
            return ExitCode.BadInput;
        });
        return command;
    }

    private static Command CreateList()
    {
        Command command = new("list", "Show what is forbidden: database, what, verbs, seconds left, reason.");
        AddAction(command, async (book, _, console) =>
        {
            double now = ForbidDefinition.ClockOf(TimeProvider.System);
            foreach (DatabaseForbid entry in (await book.ReadAsync().ConfigureAwait(false)).List(now))
                WriteEntry(console.Output, entry, now);
            return ExitCode.Success;
        });
        return command;
    }

    private static void AddAction(Command command, Func<IForbidBook, ParseResult, InvocationConfiguration, Task<int>> action)
    {
        CommonOptions options = new();
        options.AddTo(command);
        command.SetAction(async (result, _) =>
        {
            TextWriter error = result.InvocationConfiguration.Error;
            ConfigurationSource source = options.Read(result);
            ConfigurationCheck check = ConfigurationCheck.Run(source);
            if (check is not { Options: { } proxy, Snapshot: { } snapshot } || check.Errors.Count > 0)
            {
                check.WriteErrors(error);
                return ExitCode.BadInput;
            }

            Task<int> RunAsync(IForbidBook book) => TryAsync(book, error, () => action(book, result, result.InvocationConfiguration));
            return proxy.Registry.ZooKeeper.IsUsed
                ? await TreeAction.RunAsync(source, proxy, error, session => RunAsync(new TreeForbidBook(session))).ConfigureAwait(false)
                : await RunAsync(new FileForbidBook(new ForbidFile(source.Resolve(proxy.Forbids.File)), snapshot)).ConfigureAwait(false);
        });
    }

    private static async Task<int> TryAsync(IForbidBook book, TextWriter error, Func<Task<int>> action)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (ForbidFormatException e)
        {
            await error.WriteLineAsync($"{book.Place} is damaged: {e.Message}. {book.Remedy}").ConfigureAwait(false);
            return ExitCode.BadInput;
        }
        catch (ForbidStoreException e)
        {
            await error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return ExitCode.BadInput;
        }
    }

    /// <summary>What keeps the order from being carried out; null for nothing.</summary>
    private static string? Problem(string verbs, double? seconds, bool permanent)
    {
        if (Array.Find(verbs.Split(','), static verb => !ForbidVerbs.IsVerb(verb)) is { } unknown)
            return $"\"{unknown.Trim()}\" is no verb";
        if (permanent == seconds.HasValue)
            return "either --seconds or --permanent has to be given";
        return seconds is <= 0 or double.NaN or double.PositiveInfinity ? "--seconds must be above 0" : null;
    }

    private static ForbidDefinition Build(ForbidVerbs verbs, string[] tables, double? seconds)
    {
        ForbidDefinition forbid = new()
        {
            Kind = seconds is null ? ForbidKind.Permanent : ForbidKind.Timed,
            Duration = seconds ?? 0,
        };
        return tables.Length == 0
            ? forbid with { Verbs = verbs }
            : forbid with
            {
                Object = ForbidObject.Table,
                Tables = [.. tables.Distinct(StringComparer.Ordinal).Select(table => new TableForbid(table, verbs))],
            };
    }

    private static void WriteEntry(TextWriter output, DatabaseForbid entry, double now)
    {
        ForbidDefinition forbid = entry.Forbid;
        string left = forbid.Kind == ForbidKind.Permanent ? "permanent" : $"{forbid.SecondsLeft(now)} s";
        if (forbid.Object == ForbidObject.Database)
            output.WriteLine($"{entry.Database}\tDatabase\t{forbid.Verbs}\t{left}\t{forbid.Reason}");
        foreach (TableForbid table in forbid.Tables)
            output.WriteLine($"{entry.Database}\tTable {table.Name}\t{table.Verbs}\t{left}\t{forbid.Reason}");
    }
}
