using System.Runtime.InteropServices;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.Testing.Processes;

/// <summary>Signals to processes that a test has started (Linux numbers).</summary>
public static partial class ProcessSignal
{
    /// <summary>SIGHUP.</summary>
    public const int Hangup = 1;

    /// <summary>SIGINT.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGUSR1.</summary>
    public const int User1 = 10;

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    /// <summary>SIGCONT.</summary>
    public const int Continue = 18;

    /// <summary>SIGSTOP.</summary>
    public const int Stop = 19;

    /// <summary>Sends a signal; a process that is gone already is no error.</summary>
    public static void Send(int processId, int signal) => _ = SendSignal(processId, signal);

    /// <summary>Returns when the process has ended.</summary>
    public static Task WaitForEndAsync(int processId, TimeSpan deadline) =>
        Eventually.HoldsAsync(() => !IsRunning(processId), $"the end of process {processId}", deadline);

    /// <summary>Stops a process; returns when every one of its threads stands still.</summary>
    public static Task FreezeAsync(int processId)
    {
        Send(processId, Stop);
        return Eventually.HoldsAsync(
            () => Directory.GetDirectories($"/proc/{processId}/task").All(thread => StateOf($"{thread}/stat") == 'T'),
            $"process {processId} stands still",
            TimeSpan.FromSeconds(10));
    }

    /// <summary>False for a process that has ended, also while its parent has not yet taken notice (a zombie).</summary>
    public static bool IsRunning(int processId)
    {
        try
        {
            return StateOf($"/proc/{processId}/stat") is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    // "pid (name) state …"; the name may hold parentheses.
    private static char StateOf(string path)
    {
        var stat = File.ReadAllText(path);
        return stat[stat.LastIndexOf(')') + 2];
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
