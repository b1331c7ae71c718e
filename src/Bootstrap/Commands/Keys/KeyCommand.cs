using System.CommandLine;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Commands.Keys;

/// <summary>
/// <c>sceproxy key add|renew|drop</c>: changes the key of encrypted passwords without a moment in which a proxy cannot read one: a
/// new key beside the old one, all values encrypted anew, the old key gone.
/// </summary>
internal static class KeyCommand
{
    public static Command Create() => new("key", "Change the key of encrypted passwords: add, then renew, then drop.")
    {
        CreateStep(
            "add",
            "Put a new key into registry.keyFile, in front of the old ones. Then have every proxy read it: SIGHUP.",
            static (secrets, console) =>
            {
                SecretKeyFile.AddKey(secrets.KeyFile);
                console.Output.WriteLine($"added a key to {secrets.KeyFile}");
                return Task.FromResult(ExitCode.Success);
            }),
        CreateStep(
            "renew",
            "Encrypt with the new key all values of proxy.json, and of databases.json or ZooKeeper.",
            static async (secrets, console) =>
            {
                int renewed = await secrets.RenewAsync(isTrial: false).ConfigureAwait(false);
                console.Output.WriteLine($"encrypted anew: {renewed}");
                return ExitCode.Success;
            }),
        CreateStep(
            "drop",
            "Take all keys but the new one out of registry.keyFile, if no value needs them.",
            static async (secrets, console) =>
            {
                int old = await secrets.RenewAsync(isTrial: true).ConfigureAwait(false);
                if (old > 0)
                {
                    console.Error.WriteLine($"{old} values are encrypted with an old key: \"sceproxy key renew\" first");
                    return ExitCode.BadInput;
                }

                SecretKeyFile.DropOldKeys(secrets.KeyFile);
                console.Output.WriteLine($"one key is left in {secrets.KeyFile}");
                return ExitCode.Success;
            }),
    };

    private static Command CreateStep(string name, string description, Func<ConfiguredSecrets, InvocationConfiguration, Task<int>> step)
    {
        CommonOptions options = new();
        Command command = new(name, description);
        options.AddTo(command);
        command.SetAction((result, _) => RunAsync(options.Read(result), result.InvocationConfiguration, step));
        return command;
    }

    private static async Task<int> RunAsync(
        ConfigurationSource source, InvocationConfiguration console, Func<ConfiguredSecrets, InvocationConfiguration, Task<int>> step)
    {
        ProxyConfigurationResult proxy = ProxyConfiguration.Load(source.Folder, source.Overrides);
        string problem;
        if (proxy.Options is not { } options)
        {
            foreach (ConfigurationError wrong in proxy.Errors)
                console.Error.WriteLine($"{source.ProxyFile}: {wrong}");
            return ExitCode.BadInput;
        }

        if (ConfigurationCheck.KeyFileOf(source, options.Registry) is { } keyFile)
        {
            try
            {
                return await step(new ConfiguredSecrets(source, options, keyFile, console.Error), console).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SecretException or IOException or UnauthorizedAccessException)
            {
                problem = e.Message;
            }
        }
        else
        {
            problem = $"{source.ProxyFile}: $.registry.keyFile names no key";
        }

        console.Error.WriteLine(problem);
        return ExitCode.BadInput;
    }
}
