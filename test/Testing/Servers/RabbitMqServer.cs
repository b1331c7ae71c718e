using SceNettyProxy.Testing.Processes;

namespace SceNettyProxy.Testing.Servers;

/// <summary>
/// A real RabbitMQ, started through <c>scripts/rabbitmq.sh</c> in a temporary folder that is removed at the end. It also ends when
/// the test process does. Not safe for concurrent use.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    /// <summary>The one account, an administrator.</summary>
    public const string User = "sce";

    /// <summary>The password of <see cref="User"/>.</summary>
    public const string Password = "sce-secret";

    private static readonly string Script = Path.Combine(RepositoryPaths.Root, "scripts", "rabbitmq.sh");

    private readonly string folder;

    private RabbitMqServer(string folder) => this.folder = folder;

    /// <summary>The loopback port; kept over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>Changes with every restart.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Starts it; returns when it takes connections.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message holds the end of its output.</exception>
    public static async Task<RabbitMqServer> StartAsync()
    {
        var server = new RabbitMqServer(Directory.CreateTempSubdirectory("sceproxy-rabbitmq.").FullName);
        await server.RunAsync("start", "--owner", Environment.ProcessId.ToString());
        return server;
    }

    /// <summary>The lines that <c>rabbitmqctl</c> prints; it takes seconds.</summary>
    public async Task<string[]> ControlAsync(params string[] command) =>
        (await ToolProcess.RunAsync(Script, ["ctl", this.folder, .. command])).Lines;

    /// <summary>Ends it with SIGKILL; returns when the process is gone. What is durable stays.</summary>
    public async Task KillAsync()
    {
        ProcessSignal.Send(this.ProcessId, ProcessSignal.Kill);
        await ProcessSignal.WaitForEndAsync(this.ProcessId, TimeSpan.FromSeconds(10));
    }

    /// <summary>Starts it again after <see cref="KillAsync"/>; returns when it takes connections.</summary>
    public Task RestartAsync() => this.RunAsync("start-server");

    /// <summary>Stops its process (SIGSTOP): connections stay open and nothing answers from then on.</summary>
    public Task FreezeAsync() => ProcessSignal.FreezeAsync(this.ProcessId);

    /// <summary>Ends <see cref="FreezeAsync"/>.</summary>
    public void Thaw() => ProcessSignal.Send(this.ProcessId, ProcessSignal.Continue);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ToolProcess.RunAsync(Script, ["stop", this.folder]);
        Directory.Delete(this.folder, recursive: true);
    }

    // "port=21001 pid=4711"
    private async Task RunAsync(string command, params string[] options)
    {
        var output = await ToolProcess.RunAsync(Script, [command, this.folder, .. options]);
        var words = output.Lines[^1].Split(' ');
        this.Port = int.Parse(words[0]["port=".Length..]);
        this.ProcessId = int.Parse(words[1]["pid=".Length..]);
    }
}
