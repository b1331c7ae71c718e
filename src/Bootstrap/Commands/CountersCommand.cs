using System.CommandLine;
using DotNetty.Transport.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using SceNettyProxy.Bootstrap.Commands.Tree;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Integration.Memcached;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Bootstrap.Commands;

/// <summary>
/// <c>sceproxy counters show|reconcile</c>: what the memcached servers count of the databases of the registry, and setting
/// totals right, as the master does by itself.
/// </summary>
internal static class CountersCommand
{
    private const string GroupName = "counters";

    public static Command Create()
    {
        Command show = new("show", "Show what is counted: database, total, sum of the shares, and each proxy's share.");
        AddAction(show, static async (reconciler, databases, output) =>
        {
            foreach (CounterState state in await reconciler.ReadAsync(databases).ConfigureAwait(false))
            {
                output.WriteLine(string.Join(
                    '\t',
                    [
                        state.Database, state.Total?.ToString() ?? "no number", $"{state.Sum}",
                        .. state.Shares.Select(static share => $"{share.Proxy}={share.Count}"),
                    ]));
            }
        });
        Command reconcile = new("reconcile", "Set every total to the sum of the shares; show those that were wrong: database, before, after.");
        AddAction(reconcile, static async (reconciler, databases, output) =>
        {
            foreach (CounterState state in await reconciler.ReconcileAsync(databases, static () => true).ConfigureAwait(false))
                output.WriteLine($"{state.Database}\t{state.Total?.ToString() ?? "no number"}\t{state.Sum}");
        });
        return new Command("counters", "The counters that proxies share on memcached.") { show, reconcile };
    }

    private static void AddAction(Command command, Func<CounterReconciler, IEnumerable<string>, TextWriter, Task> action)
    {
        CommonOptions common = new();
        common.AddTo(command);
        command.SetAction(async (result, _) =>
        {
            InvocationConfiguration console = result.InvocationConfiguration;
            ConfigurationSource source = common.Read(result);
            ConfigurationCheck check = ConfigurationCheck.Run(source);
            if (check is not { Options: { } proxy, Snapshot: { } snapshot } || check.Errors.Count > 0)
            {
                check.WriteErrors(console.Error);
                return ExitCode.BadInput;
            }

            if (proxy.Counters.Kind != CounterKind.Memcached)
            {
                console.Error.WriteLine("\"counters\" in proxy.json is not of the kind memcached: each proxy counts for itself");
                return ExitCode.BadInput;
            }

            Task<int> RunAsync(IEnumerable<string> databases) =>
                TryAsync(proxy.Counters, reconciler => action(reconciler, databases, console.Output), console.Error);
            return proxy.Registry.ZooKeeper.IsUsed
                ? await TreeAction.RunAsync(
                    source, proxy, console.Error, async session => await RunAsync(await session.Store.ReadNamesAsync().ConfigureAwait(false)).ConfigureAwait(false)).ConfigureAwait(false)
                : await RunAsync(snapshot.Databases.Keys).ConfigureAwait(false);
        });
    }

    private static async Task<int> TryAsync(CountersOptions options, Func<CounterReconciler, Task> action, TextWriter error)
    {
        try
        {
            await RunAsync(options, action).ConfigureAwait(false);
            return ExitCode.Success;
        }
        catch (MemcachedException e)
        {
            await error.WriteLineAsync($"memcached: {e.Message}").ConfigureAwait(false);
            return ExitCode.BadInput;
        }
    }

    private static async Task RunAsync(CountersOptions options, Func<CounterReconciler, Task> action)
    {
        SocketTransport transport = new();
        IEventLoopGroup group = transport.CreateGroup(GroupName, 1, []);
        try
        {
            MemcachedClient client = new(options, group, transport.CreateChannel, NullLogger.Instance);
            await using (client.ConfigureAwait(false))
                await action(new CounterReconciler(client, options.Prefix, NullLogger.Instance)).ConfigureAwait(false);
        }
        finally
        {
            await group.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        }
    }
}
