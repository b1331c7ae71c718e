using System.Diagnostics;

namespace SceNettyProxy.Bootstrap.Tests.Running;

/// <summary>The built executable, started for one test.</summary>
internal sealed class SceProxy : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly Lock reading = new();
    private readonly List<string> output = [];
    private readonly List<string> errors = [];

    private SceProxy(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => Read(output);

    public string Errors => Read(errors);

    public static SceProxy Start(IEnumerable<string> arguments, string? input = null, params (string Name, string Value)[] environment)
    {
        // Where the tests run below nohup, or as a job in the background, both signals are ignored, and so by every child.
        string[] command = ["--default-signal=HUP,INT", Path.Combine(AppContext.BaseDirectory, "sceproxy")];
        ProcessStartInfo start = new("env", [.. command, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("NOTIFY_SOCKET");
        // Settings of the test run (SCEPROXY_LONG), which are none of the proxy's.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("SCEPROXY_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        Process process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return new SceProxy(process);
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(IEnumerable<string> arguments, string? input = null)
    {
        await using SceProxy proxy = Start(arguments, input);
        int exitCode = await proxy.ExitAsync();
        return (exitCode, proxy.Output, proxy.Errors);
    }

    /// <summary>Waits until the output has the text.</summary>
    public void Await(string text)
    {
        long start = Stopwatch.GetTimestamp();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (Stopwatch.GetElapsedTime(start) > Deadline || process.HasExited)
                Assert.Fail($"\"{text}\" was not seen in:\n{Output}\n{Errors}");
            Thread.Yield();
        }
    }

    /// <summary>Sends a signal by its name: TERM, HUP.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    public async Task<int> ExitAsync()
    {
        using CancellationTokenSource deadline = new(Deadline);
        await process.WaitForExitAsync(deadline.Token);
        return process.ExitCode;
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Keep(List<string> lines, string? line)
    {
        if (line is null)
            return;
        lock (reading)
            lines.Add(line);
    }

    private string Read(List<string> lines)
    {
        lock (reading)
            return string.Join('\n', lines);
    }
}
