using System.CommandLine;

namespace SceNettyProxy.Bootstrap.Commands.Tree;

/// <summary>
/// <c>sceproxy tree</c>: the registry in ZooKeeper. Proxies take a change up within a second. Every command may be given again;
/// it changes what is not yet as it is to be.
/// </summary>
internal static class TreeCommand
{
    public static Command Create() => new("tree", "Create, load, dump and change the registry in ZooKeeper.")
    {
        CreateInit(),
        TreeLoadCommand.Create(),
        TreeDumpCommand.Create(),
        TreeDatabaseCommands.CreateCreate(),
        TreeDatabaseCommands.CreateSet(),
        TreeDatabaseCommands.CreateDelete(),
    };

    private static Command CreateInit()
    {
        Command command = new("init", "Create what is missing of the tree, the chroot included.");
        TreeAction.Add(command, async (session, _, console) =>
        {
            IReadOnlyList<string> created = await session.InitAsync().ConfigureAwait(false);
            foreach (string path in created)
                console.Output.WriteLine($"created {path}");
            if (created.Count == 0)
                console.Output.WriteLine("nothing is missing");
            return ExitCode.Success;
        });
        return command;
    }
}
