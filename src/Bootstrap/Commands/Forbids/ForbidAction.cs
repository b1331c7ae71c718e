using System.CommandLine;
using SceNettyProxy.Bootstrap.Commands.Tree;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Bootstrap.Commands.Forbids;

/// <summary>Gives a command the forbids of its configuration, and its failures the words that people understand.</summary>
internal static class ForbidAction
{
    public static void Add(
        Command command, Func<IForbidBook, ProxyOptions, ParseResult, InvocationConfiguration, Task<int>> action)
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

            Task<int> RunAsync(IForbidBook book) =>
                TryAsync(book, error, () => action(book, proxy, result, result.InvocationConfiguration));
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
}
