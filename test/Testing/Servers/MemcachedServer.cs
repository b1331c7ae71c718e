using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.Testing.Servers;

/// <summary>A real memcached on a loopback port. Not safe for concurrent use.</summary>
public sealed class MemcachedServer : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private Process process;

    private MemcachedServer(int port, Process process)
    {
        this.Port = port;
        this.process = process;
    }

    /// <summary>Kept over restarts.</summary>
    public int Port { get; }

    /// <summary>Starts a server; returns when it listens.</summary>
    /// <param name="port">A free one where none is given.</param>
    public static async Task<MemcachedServer> StartAsync(int? port = null)
    {
        var chosen = port ?? FreePort.Next();
        return new MemcachedServer(chosen, await LaunchAsync(chosen));
    }

    /// <summary>Ends it with SIGKILL; returns when the process is gone.</summary>
    public async Task KillAsync()
    {
        this.process.Kill();
        await this.process.WaitForExitAsync();
    }

    /// <summary>Starts it again, empty, on its port.</summary>
    public async Task RestartAsync()
    {
        this.process.Dispose();
        this.process = await LaunchAsync(this.Port);
    }

    /// <summary>Stops the process (SIGSTOP): its connections stay open and nothing answers from then on.</summary>
    public Task FreezeAsync() => ProcessSignal.FreezeAsync(this.process.Id);

    /// <summary>Ends <see cref="FreezeAsync"/>.</summary>
    public void Thaw() => ProcessSignal.Send(this.process.Id, ProcessSignal.Continue);

    /// <summary>What a key holds, without the spaces that memcached pads numbers with; null where it is not there.</summary>
    public async Task<string?> GetAsync(string key)
    {
        var lines = (await this.AskAsync($"get {key}")).Split("\r\n");
        return lines[0] == "END" ? null : lines[1].TrimEnd(' ');
    }

    /// <summary>Stores a text for ever.</summary>
    public async Task SetAsync(string key, string value) => await this.AskAsync($"set {key} 0 0 {Encoding.UTF8.GetByteCount(value)}\r\n{value}");

    /// <summary>Everything it holds is gone.</summary>
    public async Task FlushAsync() => await this.AskAsync("flush_all");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!this.process.HasExited)
            await this.KillAsync();
        this.process.Dispose();
    }

    private static async Task<Process> LaunchAsync(int port)
    {
        var process = Process.Start(new ProcessStartInfo("memcached", ["-u", "root", "-l", "127.0.0.1", "-p", $"{port}", "-m", "64", "-t", "2"]))!;
        await Eventually.HoldsAsync(() => process.HasExited || FreePort.IsListenedOn(port), "memcached listens", Deadline);
        return process.HasExited ? throw new InvalidOperationException($"memcached ended with {process.ExitCode}") : process;
    }

    private async Task<string> AskAsync(string command)
    {
        using var limit = new CancellationTokenSource(Deadline);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, this.Port), limit.Token);
        // It closes behind the answer.
        await socket.SendAsync(Encoding.UTF8.GetBytes($"{command}\r\nquit\r\n"), limit.Token);
        using var answer = new MemoryStream();
        var buffer = new byte[4096];
        for (int count; (count = await socket.ReceiveAsync(buffer, limit.Token)) > 0;)
            answer.Write(buffer, 0, count);
        return Encoding.UTF8.GetString(answer.ToArray());
    }
}
