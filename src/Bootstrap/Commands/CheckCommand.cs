using System.CommandLine;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Custom;

namespace SceNettyProxy.Bootstrap.Commands;

/// <summary><c>sceproxy check</c>: validates both configuration files and reports every error at once.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        CommonOptions options = new();
        Command command = new("check", "Validate a configuration and report every error.");
        options.AddTo(command);
        command.SetAction(result => Run(
            options.Read(result), result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(ConfigurationSource source, TextWriter output, TextWriter error)
    {
        ConfigurationCheck check = ConfigurationCheck.Run(source);
        if (check.Options is { } readable)
            check = check with { Errors = [.. check.Errors, .. HandlerCheck.Run(source, readable.Handlers)] };
        check.WriteWarnings(error);
        if (check is not { Options: { } options, Snapshot: { } snapshot } || check.Errors.Count > 0)
        {
            check.WriteErrors(error);
            error.WriteLine($"{check.Errors.Count} errors");
            return ExitCode.BadInput;
        }

        string listeners = string.Join(", ", options.Listeners.Select(listener => $"{listener.Name} on {listener.Place}"));
        int disabled = snapshot.Databases.Values.Count(database => database.Disabled);
        string databases = options.Registry.ZooKeeper.IsUsed
            ? $"databases in ZooKeeper at {options.Registry.ZooKeeper}, where nothing was checked"
            : $"{snapshot.Databases.Count} databases, {disabled} of them disabled";
        output.WriteLine($"OK: listeners {listeners}; {databases}");
        return ExitCode.Success;
    }
}
