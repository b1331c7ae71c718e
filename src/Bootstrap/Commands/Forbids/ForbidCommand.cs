using System.CommandLine;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Bootstrap.Commands.Forbids;

/// <summary>
/// <c>sceproxy forbid set|send|lift|list</c>: changes the file or the tree that forbids are kept in, but for
/// <see cref="ForbidSendCommand"/>. A proxy that runs with it takes the change up within a second, one that does not at its start.
/// </summary>
internal static class ForbidCommand
{
    public static Command Create() => new("forbid", "Forbid operations in a database, or allow them again.")
    {
        CreateSet(),
        ForbidSendCommand.Create(),
        CreateLift(),
        CreateList(),
    };

    private static Command CreateSet()
    {
        ForbidArguments arguments = new();
        Command command = new("set", "Forbid operations.");
        arguments.AddTo(command);
        ForbidAction.Add(command, async (book, _, result, console) =>
        {
            if (arguments.Problem(result, await book.NamesAsync().ConfigureAwait(false)) is { } problem)
            {
                console.Error.WriteLine(problem);
                return ExitCode.BadInput;
            }

            string database = arguments.DatabaseIn(result);
            double now = ForbidDefinition.ClockOf(TimeProvider.System);
            ForbidDefinition forbid = arguments.Read(result, now);
            ForbidOutcome outcome = default;
            await book.EditAsync(database, before =>
            {
                outcome = before.WithoutExpired(now).Set(database, forbid, now, out ForbidSnapshot next);
                return next;
            }).ConfigureAwait(false);
            if (await book.FindTypeAsync(database).ConfigureAwait(false) == TypeDefinition.Internal)
                console.Error.WriteLine($"warning: {database} is of the type {TypeDefinition.Internal}, which is exempt");
            console.Output.WriteLine(outcome == ForbidOutcome.Set ? "set" : "already forbidden; nothing has changed");
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateLift()
    {
        Argument<string> database = ForbidArguments.CreateDatabase();
        Option<string?> table = new("--table") { Description = "Only for this table, as the forbid names it." };
        Command command = new("lift", "Allow what was forbidden.") { database, table };
        ForbidAction.Add(command, async (book, _, result, console) =>
        {
            int lifted = 0;
            string name = result.GetRequiredValue(database);
            double now = ForbidDefinition.ClockOf(TimeProvider.System);
            await book.EditAsync(name, before =>
            {
                lifted = before.Lift(name, result.GetValue(table), now, out ForbidSnapshot next);
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
        ForbidAction.Add(command, static async (book, _, _, console) =>
        {
            double now = ForbidDefinition.ClockOf(TimeProvider.System);
            foreach (DatabaseForbid entry in (await book.ReadAsync().ConfigureAwait(false)).List(now))
                WriteEntry(console.Output, entry, now);
            return ExitCode.Success;
        });
        return command;
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
