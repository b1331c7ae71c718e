using System.CommandLine;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Bootstrap.Commands;

/// <summary>
/// <c>sceproxy forbid set|send|lift|list</c>: changes the file that forbids are kept in, but for <see cref="ForbidSendCommand"/>. A proxy that runs with it takes the change
/// up within a second, one that does not at its start.
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
        AddAction(command, (file, snapshot, result, console) =>
        {
            if (arguments.Problem(result, snapshot) is { } problem)
            {
                console.Error.WriteLine(problem);
                return ExitCode.BadInput;
            }

            string database = arguments.DatabaseIn(result);
            double now = ForbidDefinition.ClockOf(TimeProvider.System);
            ForbidDefinition forbid = arguments.Read(result, now);
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
        Argument<string> database = ForbidArguments.CreateDatabase();
        Option<string?> table = new("--table") { Description = "Only for this table, as the forbid names it." };
        Command command = new("lift", "Allow what was forbidden.") { database, table };
        AddAction(command, (file, _, result, console) =>
        {
            int lifted = 0;
            double now = ForbidDefinition.ClockOf(TimeProvider.System);
            file.Edit(before =>
            {
                lifted = before.Lift(result.GetRequiredValue(database), result.GetValue(table), now, out ForbidSnapshot next);
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
