using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SceNettyProxy.Testing.Network;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.Testing.Servers;

/// <summary>
/// A real ZooKeeper server on loopback, in a temporary folder that is removed at the end. It also ends when the test process
/// does. A tick has 500 ms, so sessions may last 1 to 10 s. Not safe for concurrent use.
/// </summary>
public sealed class ZooKeeperServer : IAsyncDisposable
{
    private const string Program = "/usr/share/zookeeper/bin/zkServer.sh";

    // The script becomes the server, so its id is the server's. The end of the input is that of the test process.
    private const string Launch = "\"$0\" start-foreground \"$1/zoo.cfg\" >>\"$1/out\" 2>&1 & echo $!; read -r _; kill -9 $! 2>/dev/null";

    // Tests do not outlive a power cut: no fsync, and small files.
    private const string JavaOptions = "-Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dzookeeper.forceSync=no -Dzookeeper.preAllocSize=1024";

    private readonly string folder = Directory.CreateTempSubdirectory("sceproxy-zookeeper.").FullName;
    private readonly string javaOptions;
    private Process? launcher;

    private ZooKeeperServer(int port, string javaOptions)
    {
        this.Port = port;
        this.javaOptions = $"{JavaOptions} {javaOptions}";
    }

    /// <summary>Loopback port for clients; kept over restarts.</summary>
    public int Port { get; }

    /// <summary>As a client's options name it.</summary>
    public string Address => $"127.0.0.1:{this.Port}";

    /// <summary>Changes with every start.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Starts a server of its own; returns when it answers.</summary>
    /// <param name="javaOptions">More options for the JVM, such as <c>-Dzookeeper.extendedTypesEnabled=true</c>.</param>
    public static async Task<ZooKeeperServer> StartAsync(string javaOptions = "")
    {
        var server = Create(FreePort.Next(), "", javaOptions);
        try
        {
            await server.LaunchAsync();
            await server.WaitForServiceAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the server with SIGKILL; returns when the process is gone.</summary>
    public async Task KillAsync()
    {
        ProcessSignal.Send(this.ProcessId, ProcessSignal.Kill);
        await ProcessSignal.WaitForEndAsync(this.ProcessId, TimeSpan.FromSeconds(10));
        this.launcher!.StandardInput.Close();
        await this.launcher.WaitForExitAsync();
        this.launcher.Dispose();
        this.launcher = null;
    }

    /// <summary>Starts a killed server on its old port with its old data; returns when it answers.</summary>
    public async Task RestartAsync()
    {
        await this.LaunchAsync();
        await this.WaitForServiceAsync();
    }

    /// <summary>Throws away what a killed server has stored: it starts as a new one.</summary>
    public void Erase() => Directory.Delete(Path.Combine(this.folder, "version-2"), recursive: true);

    /// <summary>Stops the process (SIGSTOP): its connections stay open and nothing answers from then on.</summary>
    public Task FreezeAsync() => ProcessSignal.FreezeAsync(this.ProcessId);

    /// <summary>Ends <see cref="FreezeAsync"/>.</summary>
    public void Thaw() => ProcessSignal.Send(this.ProcessId, ProcessSignal.Continue);

    /// <summary>Asks one of the four-letter words, such as <c>srvr</c>; empty where nothing answers.</summary>
    public async Task<string> AskAsync(string word)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, this.Port), limit.Token);
            await socket.SendAsync(Encoding.ASCII.GetBytes(word), limit.Token);
            using var reader = new StreamReader(new NetworkStream(socket));
            return await reader.ReadToEndAsync(limit.Token);
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
        {
            return string.Empty;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (this.launcher is not null)
            await this.KillAsync();
        Directory.Delete(this.folder, recursive: true);
    }

    /// <summary>Writes the configuration of a server that is not started yet.</summary>
    internal static ZooKeeperServer Create(int port, string moreConfiguration, string javaOptions)
    {
        var server = new ZooKeeperServer(port, javaOptions);
        File.WriteAllText(
            Path.Combine(server.folder, "zoo.cfg"),
            $"""
            tickTime=500
            initLimit=20
            syncLimit=6
            dataDir={server.folder}
            clientPort={port}
            clientPortAddress=127.0.0.1
            admin.enableServer=false
            4lw.commands.whitelist=*
            maxClientCnxns=0
            {moreConfiguration}
            """);
        return server;
    }

    /// <summary>Names the server to itself, for an ensemble.</summary>
    internal void SetNumber(int number) => File.WriteAllText(Path.Combine(this.folder, "myid"), number.ToString());

    /// <summary>Starts the process; returns before it answers.</summary>
    internal async Task LaunchAsync()
    {
        var start = new ProcessStartInfo("bash", ["-c", Launch, Program, this.folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["ZOOCFGDIR"] = this.folder;
        start.Environment["ZOO_LOG_DIR"] = this.folder;
        start.Environment["JVMFLAGS"] = this.javaOptions;
        this.launcher = Process.Start(start)!;
        this.ProcessId = int.Parse((await this.launcher.StandardOutput.ReadLineAsync())!);
    }

    /// <summary>Returns when the server serves clients.</summary>
    internal async Task WaitForServiceAsync()
    {
        try
        {
            await Eventually.HoldsAsync(
                async () => (await this.AskAsync("srvr")).Contains("Mode: ", StringComparison.Ordinal),
                $"ZooKeeper serves on port {this.Port}",
                TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException error)
        {
            throw new InvalidOperationException($"{error.Message}\n{File.ReadAllText(Path.Combine(this.folder, "out"))}", error);
        }
    }
}
