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
        command.SetAction((result, _) => RunAsync(options.Read(result), result, action));
    }

    /// <summary>A line per error, and the code that says so.</summary>
    public static int Fail(TextWriter output, IReadOnlyList<ConfigurationError> errors)
    {
        foreach (ConfigurationError error in errors)
            output.WriteLine(error);
        return ExitCode.BadInput;
    }

    private static async Task<int> RunAsync(
        ConfigurationSource source, ParseResult result, Func<TreeSession, ParseResult, InvocationConfiguration, Task<int>> action)
    {
        InvocationConfiguration console = result.InvocationConfiguration;
        ProxyConfigurationResult proxy = ProxyConfiguration.Load(source.Folder, source.Overrides);
        if (proxy.Options is not { } options)
            return Fail(console.Error, proxy.Errors);
        if (!options.Registry.ZooKeeper.IsUsed)
            return Fail(console.Error, "registry.zookeeper.servers of proxy.json names no server");
        try
        {
            TreeSession session = TreeSession.Open(source, options);
            await using (session.ConfigureAwait(false))
                return await RunAsync(session, result, console, action).ConfigureAwait(false);
        }
        catch (SecretException e)
        {
            return Fail(console.Error, e.Message);
        }
    }

    private static async Task<int> RunAsync(
        TreeSession session,
        ParseResult result,
        InvocationConfiguration console,
        Func<TreeSession, ParseResult, InvocationConfiguration, Task<int>> action)
    {
        try
        {
            return await action(session, result, console).ConfigureAwait(false);
        }
        catch (ZooKeeperException e)
        {
            return Fail(console.Error, session.Describe(e));
        }
        catch (MySqlException e)
        {
            return Fail(console.Error, $"MySQL: {e.Message}");
        }
        catch (Exception e) when (e is SecretException or IOException or UnauthorizedAccessException or JsonException)
        {
            return Fail(console.Error, e.Message);
        }
    }

    private static int Fail(TextWriter output, string message)
    {
        output.WriteLine(message);
        return ExitCode.BadInput;
    }
}
