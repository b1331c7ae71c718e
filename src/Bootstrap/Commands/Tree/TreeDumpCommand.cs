using System.CommandLine;
using SceNettyProxy.Integration.ZooKeeper.Content;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Commands.Tree;

/// <summary>
/// <c>sceproxy tree dump</c>: the tree as a databases.json or into the tables. Passwords stay encrypted as they are.
/// </summary>
internal static class TreeDumpCommand
{
    public static Command Create()
    {
        Option<string?> file = new("--file") { Description = "Where to write a databases.json; standard output where nothing is given." };
        Option<string?> tables = TablesOption.Create();
        Command command = new("dump", "Write databases and types to a databases.json or to MySQL, whose tables then hold nothing else.") { file, tables };
        TreeAction.Add(command, async (session, result, console) =>
        {
            TreeContent content = await session.Store.ReadAsync().ConfigureAwait(false);
            if (TablesOption.Read(result, tables) is { } connection)
            {
                await new RegistryTables(connection).WriteAsync(content).ConfigureAwait(false);
                return ExitCode.Success;
            }

            string json = DatabasesJson.Write(content, out IReadOnlyList<ConfigurationError> errors);
            if (result.GetValue(file) is { } path)
                await File.WriteAllTextAsync(path, json + "\n").ConfigureAwait(false);
            else
                console.Output.WriteLine(json);
            return errors.Count == 0 ? ExitCode.Success : TreeAction.Fail(console.Error, errors);
        });
        return command;
    }
}
