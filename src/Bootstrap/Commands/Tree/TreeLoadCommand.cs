using System.CommandLine;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Integration.ZooKeeper.Content;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Commands.Tree;

/// <summary><c>sceproxy tree load</c>: a databases.json or the tables into the tree. What is there besides is left.</summary>
internal static class TreeLoadCommand
{
    public static Command Create()
    {
        Option<string?> file = new("--file") { Description = "A databases.json." };
        Option<string?> tables = TablesOption.Create();
        Command command = new("load", "Load databases and types from a databases.json or from MySQL.") { file, tables };
        TreeAction.Add(command, async (session, result, console) =>
        {
            string? path = result.GetValue(file);
            string? connection = TablesOption.Read(result, tables);
            if (path is null == connection is null)
            {
                console.Error.WriteLine("either --file or --mysql has to be given");
                return ExitCode.BadInput;
            }

            TreeContent? content = path is null
                ? await new RegistryTables(connection!).ReadAsync().ConfigureAwait(false)
                : await ReadFileAsync(session, path, console.Error).ConfigureAwait(false);
            return content is null ? ExitCode.BadInput : await LoadAsync(session, content, console).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<TreeContent?> ReadFileAsync(TreeSession session, string path, TextWriter error)
    {
        byte[] text = await File.ReadAllBytesAsync(path).ConfigureAwait(false);
        RegistryFileContent read = DatabasesFile.Parse(text, session.Secrets, Path.GetDirectoryName(Path.GetFullPath(path)), session.Policies);
        if (read.Snapshot is not null)
            return DatabasesJson.Read(text, session.Converter);
        TreeAction.Fail(error, read.Errors);
        return null;
    }

    private static async Task<int> LoadAsync(TreeSession session, TreeContent content, InvocationConfiguration console)
    {
        if (content.AuthedIps is { } list)
            Say(console.Output, "authed_ips", await session.Store.WriteAuthedIpsAsync(list).ConfigureAwait(false));
        foreach ((string name, string type) in content.Types)
            Say(console.Output, $"type {name}", await session.Store.WriteTypeAsync(name, type).ConfigureAwait(false));

        IReadOnlyDictionary<string, TypeDefinition> types = await session.Store.ReadTypesAsync().ConfigureAwait(false);
        int code = ExitCode.Success;
        foreach ((string name, IReadOnlyDictionary<string, string> nodes) in content.Databases)
        {
            (TreeOutcome outcome, IReadOnlyList<ConfigurationError> errors) =
                await session.WriteAsync(name, nodes, types).ConfigureAwait(false);
            if (errors.Count > 0)
                code = TreeAction.Fail(console.Error, errors);
            else
                Say(console.Output, $"database {name}", outcome);
        }

        return code;
    }

    /// <summary>What is as it was is not worth a line.</summary>
    private static void Say(TextWriter output, string what, TreeOutcome outcome)
    {
        if (outcome != TreeOutcome.Unchanged)
            output.WriteLine($"{(outcome == TreeOutcome.Created ? "created" : "changed")} {what}");
    }
}
