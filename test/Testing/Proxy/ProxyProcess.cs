using System.Diagnostics;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.Testing.Proxy;

/// <summary>The built <c>sceproxy</c> as a process of its own, with a configuration folder that goes with it.</summary>
public sealed class ProxyProcess : IAsyncDisposable
{
    private const string SettingPrefix = "SCEPROXY_";

    /// <summary>A machine that is busy with other things starts a process slowly.</summary>
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly string folder;
    private readonly ProxyLog log = new();

    private ProxyProcess(ProxyConfiguration configuration)
    {
        this.Configuration = configuration;
        this.folder = Directory.CreateTempSubdirectory("sceproxy-conf.").FullName;
        configuration.Write(this.folder);
        this.process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [RepositoryPaths.ProxyAssembly, "run", "--conf", this.folder])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        // The proxy takes such variables as settings; those of the test run are not meant for it.
        foreach (var name in this.process.StartInfo.Environment.Keys.Where(name => name.StartsWith(SettingPrefix, StringComparison.Ordinal)).ToArray())
            this.process.StartInfo.Environment.Remove(name);
        this.process.OutputDataReceived += (_, line) => this.log.Add(line.Data);
        this.process.ErrorDataReceived += (_, line) => this.log.Add(line.Data);
        this.process.Start();
        this.process.BeginOutputReadLine();
        this.process.BeginErrorReadLine();
    }

    /// <summary>What it was started with; change it and call <see cref="RewriteDatabases()"/>.</summary>
    public ProxyConfiguration Configuration { get; }

    /// <summary>Its configuration folder.</summary>
    public string Folder => this.folder;

    /// <summary>The loopback port of its listener.</summary>
    public int Port => this.Configuration.Port;

    /// <summary>Everything it has written to standard output and standard error.</summary>
    public string Log => this.log.Text;

    /// <summary>Resident memory in bytes.</summary>
    public long ResidentBytes => ProcessFigures.ResidentBytes(this.process.Id);

    /// <summary>Open file descriptors.</summary>
    public int OpenDescriptors => ProcessFigures.OpenDescriptors(this.process.Id);

    /// <summary>True while the process runs.</summary>
    public bool IsRunning => !this.process.HasExited;

    /// <summary>The exit code of the ended process.</summary>
    public int ExitCode => this.process.ExitCode;

    /// <summary>Starts the proxy and returns when its port takes connections.</summary>
    /// <exception cref="InvalidOperationException">It has ended, or does not listen within 2 min; the message holds its log.</exception>
    public static async Task<ProxyProcess> StartAsync(ProxyConfiguration configuration)
    {
        var proxy = Launch(configuration);
        try
        {
            await Eventually.HoldsAsync(
                () => !proxy.IsRunning || FreePort.IsListenedOn(proxy.Port), "the proxy listens", StartDeadline);
        }
        catch (TimeoutException)
        {
            var text = proxy.Log;
            await proxy.DisposeAsync();
            throw new InvalidOperationException($"The proxy does not listen:\n{text}");
        }

        if (proxy.IsRunning)
            return proxy;
        await proxy.process.WaitForExitAsync();
        var message = $"The proxy ended with {proxy.ExitCode}:\n{proxy.Log}";
        await proxy.DisposeAsync();
        throw new InvalidOperationException(message);
    }

    /// <summary>Starts the proxy and returns at once: for a start that is meant to fail.</summary>
    public static ProxyProcess Launch(ProxyConfiguration configuration) => new(configuration);

    /// <summary>Writes the configuration's databases.json again, as an operator would: a new file in the old one's place.</summary>
    public void RewriteDatabases() => this.RewriteDatabases(this.Configuration.Databases.ToJsonString());

    /// <summary>Puts any text in the place of databases.json.</summary>
    public void RewriteDatabases(string text)
    {
        var fresh = Path.Combine(this.folder, "databases.json.new");
        File.WriteAllText(fresh, text);
        File.Move(fresh, Path.Combine(this.folder, "databases.json"), overwrite: true);
    }

    /// <summary>Returns when the log holds <paramref name="text"/>.</summary>
    public Task WaitForLogAsync(string text, TimeSpan? deadline = null) =>
        Eventually.HoldsAsync(() => this.Log.Contains(text, StringComparison.OrdinalIgnoreCase), $"'{text}' in the log", deadline);

    /// <summary>Sends a signal, such as <see cref="ProcessSignal.Terminate"/>.</summary>
    public void Signal(int signal) => ProcessSignal.Send(this.process.Id, signal);

    /// <summary>Returns the exit code when the process has ended and its log is complete.</summary>
    public async Task<int> WaitForEndAsync(TimeSpan deadline)
    {
        using var limit = new CancellationTokenSource(deadline);
        await this.process.WaitForExitAsync(limit.Token);
        return this.process.ExitCode;
    }

    /// <summary>Ends the proxy, by SIGKILL when SIGTERM did not within 15 s, and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (this.IsRunning)
        {
            this.Signal(ProcessSignal.Terminate);
            try
            {
                await this.WaitForEndAsync(TimeSpan.FromSeconds(15));
            }
            catch (OperationCanceledException)
            {
                this.process.Kill();
                await this.process.WaitForExitAsync();
            }
        }

        this.process.Dispose();
        Directory.Delete(this.folder, recursive: true);
    }
}
