using System.Diagnostics;

namespace SceNettyProxy.Testing.Processes;

/// <summary>Runs a program to its end.</summary>
public static class ToolProcess
{
    /// <summary>Runs a program that must succeed.</summary>
    /// <exception cref="InvalidOperationException">Its exit code is not 0; the message holds its standard error.</exception>
    public static async Task<ToolOutput> RunAsync(string program, IEnumerable<string> arguments, ReadOnlyMemory<byte> input = default)
    {
        var output = await TryRunAsync(program, arguments, input);
        return output.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} ended with {output.ExitCode}: {output.Errors}");
    }

    /// <summary>Runs a program, however it may end; it is killed when <paramref name="deadline"/> (2 min) is over.</summary>
    /// <param name="program">Found in PATH.</param>
    /// <param name="arguments">As the program takes them.</param>
    /// <param name="input">Fed to its standard input, which is closed then.</param>
    /// <param name="deadline">2 min where not given.</param>
    /// <param name="meanwhile">Started with the program's process id, once the input is fed.</param>
    /// <exception cref="TimeoutException">The deadline is over.</exception>
    public static async Task<ToolOutput> TryRunAsync(
        string program,
        IEnumerable<string> arguments,
        ReadOnlyMemory<byte> input = default,
        TimeSpan? deadline = null,
        Func<int, Task>? meanwhile = null)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(deadline ?? TimeSpan.FromMinutes(2));
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            using var output = new MemoryStream();
            var copying = process.StandardOutput.BaseStream.CopyToAsync(output, limit.Token);
            await FeedAsync(process, input, limit.Token);
            if (meanwhile is not null)
                await meanwhile(process.Id);
            await copying;
            await process.WaitForExitAsync(limit.Token);
            return new ToolOutput(process.ExitCode, output.ToArray(), await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{program} did not end in time");
        }
    }

    private static async Task FeedAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken stop)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, stop);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A program may end without reading all of its input.
        }
    }
}
