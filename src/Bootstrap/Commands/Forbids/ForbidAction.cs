using System.CommandLine;
using SceNettyProxy.Bootstrap.Commands.Tree;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Secrets;

namespace SceNettyProxy.Bootstrap.Commands.Forbids;

/// <summary>Gives a command the forbids of its configuration, and its failures the words that people understand.</summary>
internal static class ForbidAction
{
    public static void Add(
        Command command, Func<IForbidBook, ProxyOptions, ParseResult, InvocationConfiguration, Task<int>> action)
    {
        CommonOptions options = new();
        options.AddTo(command);
        command.SetAction((result, _) => RunAsync(options.Read(result), result, action));
    }

    private static async Task<int> RunAsync(
        ConfigurationSource source,
        ParseResult result,
        Func<IForbidBook, ProxyOptions, ParseResult, InvocationConfiguration, Task<int>> action)
    {
        InvocationConfiguration console = result.InvocationConfiguration;
        ConfigurationCheck check = ConfigurationCheck.Run(source);
        if (check is not { Options: { } proxy, Snapshot: { } snapshot } || check.Errors.Count > 0)
        {
            check.WriteErrors(console.Error);
            return ExitCode.BadInput;
        }

        if (!proxy.Registry.ZooKeeper.IsUsed)
        {
            ForbidFile file = new(source.Resolve(proxy.Forbids.File));
            return await RunAsync(
                () => action(new FileForbidBook(file, snapshot), proxy, result, console),
                console,
                e => $"{file.FilePath} is damaged: {e.Message}. A proxy that runs puts it aside by itself.").ConfigureAwait(false);
        }

        try
        {
            TreeSession session = TreeSession.Open(source, proxy);
            await using (session.ConfigureAwait(false))
            {
                return await RunAsync(
                    async () =>
                    {
                        try
                        {
                            return await action(new TreeForbidBook(session), proxy, result, console).ConfigureAwait(false);
                        }
                        catch (ZooKeeperException e)
                        {
                            throw new ForbidStoreException(session.Describe(e), e);
                        }
                    },
                    console,
                    static e => $"a node of forbids in ZooKeeper is malformed: {e.Message}").ConfigureAwait(false);
            }
        }
        catch (SecretException e)
        {
            await console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return ExitCode.BadInput;
        }
    }

    private static async Task<int> RunAsync(
        Func<Task<int>> action, InvocationConfiguration console, Func<ForbidFormatException, string> describe)
    {
        string problem;
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (ForbidFormatException e)
        {
            problem = describe(e);
        }
        catch (ForbidStoreException e)
        {
            problem = e.Message;
        }

        await console.Error.WriteLineAsync(problem).ConfigureAwait(false);
        return ExitCode.BadInput;
    }
}
