using System.ComponentModel;
using System.Diagnostics;

namespace SceNettyProxy.EndToEnd.Drivers.External;

/// <summary>What a program has written, also when it crashed or had to be killed.</summary>
/// <param name="Lines">Standard output.</param>
/// <param name="Failure">Null after exit code 0; else how it ended, with its standard error.</param>
internal sealed record ExternalOutput(IReadOnlyList<string> Lines, string? Failure)
{
    /// <summary>Runs a program; it never waits for input.</summary>
    /// <exception cref="InvalidOperationException">It cannot be started.</exception>
    public static async Task<ExternalOutput> OfAsync(
        string program,
        IEnumerable<string> arguments,
        string folder,
        IEnumerable<KeyValuePair<string, string>> environment,
        TimeSpan deadline)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Start(start);
        process.StandardInput.Close();
        var lines = new List<string>();
        var reading = ReadAsync(process.StandardOutput, lines);
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(deadline);
        var ended = true;
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            ended = false;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }

        await reading;
        var how = ended ? $"ended with {process.ExitCode}" : $"did not end within {deadline.TotalSeconds:0} s";
        return new ExternalOutput(lines, ended && process.ExitCode == 0 ? null : $"{program} {how}: {await errors}");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new InvalidOperationException($"{start.FileName} cannot be started: {error.Message}");
        }
    }

    private static async Task ReadAsync(StreamReader reader, List<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
            lines.Add(line);
    }
}
