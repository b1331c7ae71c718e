using System.CommandLine;
using System.Text.Json;
using MySqlConnector;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Integration.ZooKeeper;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Commands.Tree;

/// <summary>Gives a command its session with ZooKeeper, and its failures the words that people understand.</summary>
internal static class TreeAction
{
    public static void Add(Command command, Func<TreeSession, ParseResult, InvocationConfiguration, Task<int>> action)
    {
        CommonOptions options = new();
        options.AddTo(command);
        command.SetAction((result, _) =>
        {
            InvocationConfiguration console = result.InvocationConfiguration;
            ConfigurationSource source = options.Read(result);
            ProxyConfigurationResult proxy = ProxyConfiguration.Load(source.Folder, source.Overrides);
            return proxy.Options is { } read
                ? RunAsync(source, read, console.Error, session => action(session, result, console))
                : Task.FromResult(Fail(console.Error, proxy.Errors));
        });
    }

    /// <summary>Opens a session for the action; what it fails with is written in one line.</summary>
    public static async Task<int> RunAsync(
        ConfigurationSource source, ProxyOptions options, TextWriter error, Func<TreeSession, Task<int>> action)
    {
        if (!options.Registry.ZooKeeper.IsUsed)
            return Fail(error, "registry.zookeeper.servers of proxy.json names no server");
        try
        {
            TreeSession session = TreeSession.Open(source, options);
            await using (session.ConfigureAwait(false))
                return await RunAsync(session, error, action).ConfigureAwait(false);
        }
        catch (SecretException e)
        {
            return Fail(error, e.Message);
        }
    }

    /// <summary>A line per error, and the code that says so.</summary>
    public static int Fail(TextWriter output, IReadOnlyList<ConfigurationError> errors)
    {
        foreach (ConfigurationError error in errors)
            output.WriteLine(error);
        return ExitCode.BadInput;
    }

    private static async Task<int> RunAsync(TreeSession session, TextWriter error, Func<TreeSession, Task<int>> action)
    {
        try
        {
            return await action(session).ConfigureAwait(false);
        }
        catch (ZooKeeperException e)
        {
            return Fail(error, session.Describe(e));
        }
        catch (MySqlException e)
        {
            return Fail(error, $"MySQL: {e.Message}");
        }
        catch (Exception e) when (e is SecretException or IOException or UnauthorizedAccessException or JsonException)
        {
            return Fail(error, e.Message);
        }
    }

    private static int Fail(TextWriter output, string message)
    {
        output.WriteLine(message);
        return ExitCode.BadInput;
    }
}
