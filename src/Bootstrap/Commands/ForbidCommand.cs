using System.CommandLine;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Bootstrap.Commands;

/// <summary>
/// <c>sceproxy forbid set|lift|list</c>: changes the file that forbids are kept in. A proxy that runs with it takes the change
/// up within a second, one that does not at its start.
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
        AddAction(command, (file, snapshot, result, console) =>
        {
            string database = result.GetRequiredValue(Database);
            if (Problem(database, snapshot, result.GetRequiredValue(verbs), result.GetValue(seconds), result.GetValue(permanent)) is { } problem)
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
            file.Edit(before =>
            {
                outcome = before.WithoutExpired(now).Set(database, forbid, now, out ForbidSnapshot next);
                return next;
            });
            if (snapshot.Databases[database].Type == TypeDefinition.Internal)
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
        AddAction(command, (file, _, result, console) =>
        {
            int lifted = 0;
            double now = ForbidDefinition.ClockOf(TimeProvider.System);
            file.Edit(before =>
            {
                lifted = before.Lift(result.GetRequiredValue(Database), result.GetValue(table), now, out ForbidSnapshot next);
                return next;
            });
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
        AddAction(command, (file, _, _, console) =>
        {
            double now = ForbidDefinition.ClockOf(TimeProvider.System);
            foreach (DatabaseForbid entry in file.Read().List(now))
                WriteEntry(console.Output, entry, now);
            return ExitCode.Success;
        });
        return command;
    }

    private static void AddAction(
        Command command, Func<ForbidFile, RegistrySnapshot, ParseResult, InvocationConfiguration, int> action)
    {
        CommonOptions options = new();
        options.AddTo(command);
        command.SetAction(result =>
        {
            InvocationConfiguration console = result.InvocationConfiguration;
            ConfigurationSource source = options.Read(result);
            ConfigurationCheck check = ConfigurationCheck.Run(source);
            if (check is not { Options: { } proxy, Snapshot: { } snapshot } || check.Errors.Count > 0)
            {
                check.WriteErrors(console.Error);
                return ExitCode.BadInput;
            }

            ForbidFile file = new(source.Resolve(proxy.Forbids.File));
            try
            {
                return action(file, snapshot, result, console);
            }
            catch (ForbidFormatException e)
            {
                console.Error.WriteLine($"{file.FilePath} is damaged: {e.Message}. A proxy that runs puts it aside by itself.");
                return ExitCode.BadInput;
            }
            catch (ForbidStoreException e)
            {
                console.Error.WriteLine(e.Message);
                return ExitCode.BadInput;
            }
        });
    }

    /// <summary>What keeps the order from being carried out; null for nothing.</summary>
    private static string? Problem(string database, RegistrySnapshot snapshot, string verbs, double? seconds, bool permanent)
    {
        // A forbid that is kept but hits nothing would leave a database open that its owner believes closed.
        if (!snapshot.Databases.ContainsKey(database))
            return $"\"{database}\" is no database; there are {string.Join(", ", snapshot.Databases.Keys.Order(StringComparer.Ordinal))}";
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
