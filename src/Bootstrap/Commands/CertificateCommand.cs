using System.CommandLine;
using SceNettyProxy.Bootstrap.Tls;

namespace SceNettyProxy.Bootstrap.Commands;

/// <summary>
/// <c>sceproxy certificate</c>: writes a certificate for trying TLS out, with the authority that signed it. Nothing is
/// overwritten.
/// </summary>
internal static class CertificateCommand
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static Command Create()
    {
        Argument<string> folder = new("folder")
        {
            Description = "Where ca.pem, server-cert.pem and server-key.pem are written.",
        };
        Option<string[]> names = new("--name")
        {
            Description = "A host name or an address that clients connect to. May be repeated.",
            DefaultValueFactory = _ => ["localhost", "127.0.0.1", "::1"],
        };
        Command command = new("certificate", "Write a certificate for trying TLS out.") { folder, names };
        command.SetAction(result => Run(
            result.GetRequiredValue(folder),
            result.GetRequiredValue(names),
            result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(string folder, string[] names, TextWriter output, TextWriter error)
    {
        CertificateSet set = CertificateSet.Create(names, TimeProvider.System.GetUtcNow());
        (string Name, string Content, UnixFileMode? Mode)[] files =
        [
            ("ca.pem", set.Authority, null),
            ("server-cert.pem", set.Certificate, null),
            ("server-key.pem", set.Key, OwnerOnly),
        ];
        foreach ((string name, _, _) in files)
        {
            string path = Path.Combine(folder, name);
            if (!File.Exists(path))
                continue;
            error.WriteLine($"{path} exists already");
            return ExitCode.BadInput;
        }

        try
        {
            Directory.CreateDirectory(folder);
            foreach ((string name, string content, UnixFileMode? mode) in files)
                Write(Path.Combine(folder, name), content, mode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(e.Message);
            return ExitCode.BadInput;
        }

        output.WriteLine($"ca.pem, server-cert.pem and server-key.pem written to {folder}, for {string.Join(", ", names)}");
        return ExitCode.Success;
    }

    private static void Write(string path, string content, UnixFileMode? mode)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (mode is not null && !OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        using StreamWriter writer = new(path, options);
        writer.WriteLine(content);
    }
}
