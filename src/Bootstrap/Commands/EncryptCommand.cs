using System.CommandLine;
using SceNettyProxy.Tenancy.Secrets;

namespace SceNettyProxy.Bootstrap.Commands;

/// <summary>
/// <c>sceproxy encrypt</c>: prints a password for databases.json, encrypted. The password comes from the terminal or from
/// standard input; an argument would be visible to every user of the machine.
/// </summary>
internal static class EncryptCommand
{
    public static Command Create()
    {
        Option<string> keyFile = new("--key-file")
        {
            Description = "The key: 32 random bytes as base64.",
            Required = true,
        };
        Option<bool> newKey = new("--new-key")
        {
            Description = "Create the key file first; it must not exist.",
        };
        Command command = new("encrypt", "Encrypt a password, read from the terminal or from standard input.") { keyFile, newKey };
        command.SetAction(result =>
        {
            TextWriter error = result.InvocationConfiguration.Error;
            try
            {
                return Run(
                    result.GetRequiredValue(keyFile), result.GetValue(newKey), result.InvocationConfiguration.Output, error);
            }
            catch (SecretException e)
            {
                error.WriteLine(e.Message);
                return ExitCode.BadInput;
            }
        });
        return command;
    }

    private static int Run(string keyFile, bool newKey, TextWriter output, TextWriter error)
    {
        if (newKey)
            SecretKeyFile.Create(keyFile);
        SecretProtector protector = new(SecretKeyFile.Read(keyFile));
        string? password = Console.IsInputRedirected ? Console.In.ReadLine() : PasswordPrompt.Read(error);
        if (string.IsNullOrEmpty(password))
        {
            error.WriteLine("no password was given");
            return ExitCode.BadInput;
        }

        output.WriteLine(protector.Protect(password));
        return ExitCode.Success;
    }
}
