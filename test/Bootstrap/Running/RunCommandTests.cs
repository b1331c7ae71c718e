using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SceNettyProxy.Bootstrap.Tests.Running;

[TestClass]
public sealed class RunCommandTests : IDisposable
{
    private const string Proxy = """{"listeners": [{"address": "127.0.0.1", "port": 0}]}""";

    private readonly ConfigurationFolder folder = new(Proxy);

    private string[] Arguments => ["run", "--conf", folder.Path];

    [TestMethod]
    [DataRow("TERM")]
    [DataRow("INT")]
    public async Task The_service_manager_is_told_of_start_and_stop_and_a_signal_ends_it_with_success(string signal)
    {
        using Socket manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 60_000 };
        manager.Bind(new UnixDomainSocketEndPoint(folder["notify"]));
        await using SceProxy proxy = SceProxy.Start(Arguments, null, ("NOTIFY_SOCKET", folder["notify"]));
        Assert.AreEqual("READY=1", Receive(manager));
        proxy.Await("Listener main open on 127.0.0.1:");
        proxy.Signal(signal);
        Assert.AreEqual("STOPPING=1", Receive(manager));
        Assert.AreEqual(0, await proxy.ExitAsync(), proxy.Errors);
        StringAssert.Contains(proxy.Output, "Stopped");
        Assert.AreEqual("", proxy.Errors);
    }

    [TestMethod]
    public async Task A_service_manager_that_cannot_be_reached_does_not_stop_the_proxy()
    {
        await using SceProxy proxy = SceProxy.Start(Arguments, null, ("NOTIFY_SOCKET", "/nowhere/notify"));
        proxy.Await("The service manager could not be told READY=1");
        proxy.Signal("TERM");
        Assert.AreEqual(0, await proxy.ExitAsync());
    }

    [TestMethod]
    public async Task A_port_in_use_ends_the_start_with_a_clear_word()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var (exitCode, _, errors) = await SceProxy.RunAsync([.. Arguments, "--set", $"listeners[0].port={port}"]);
        Assert.AreEqual(2, exitCode);
        Assert.AreEqual($"listener main: 127.0.0.1:{port} is already in use", errors);
    }

    [TestMethod]
    public async Task Errors_in_either_file_end_the_start()
    {
        folder.Write("proxy.json", """{"pool": {"max": 0}}""");
        folder.Write("databases.json", "{}");
        var (exitCode, _, errors) = await SceProxy.RunAsync(Arguments);
        Assert.AreEqual(1, exitCode);
        StringAssert.Contains(errors, "$.pool.max: must be 1..100000");
        StringAssert.Contains(errors, "$.databases: is missing");
    }

    [TestMethod]
    public async Task A_changed_configuration_is_applied_and_what_needs_a_restart_is_named()
    {
        await using SceProxy proxy = SceProxy.Start(Arguments);
        proxy.Await("Started");

        folder.Write("proxy.json", """{"pool": {"max": 0}, "listeners": [{"address": "127.0.0.1", "port": 0}]}""");
        proxy.Await("$.pool.max: must be 1..100000");

        folder.Write("proxy.json", """{"pool": {"max": 5}, "listeners": [{"address": "127.0.0.1", "port": 0, "backlog": 7}]}""");
        proxy.Await("$.listeners has changed: this needs a restart");
        proxy.Await("Configuration read again");

        folder.Write("databases.json", ConfigurationFolder.GoodDatabases.Replace("shop", "shop2", StringComparison.Ordinal));
        proxy.Await("1 databases; 1 added, 0 changed, 1 removed");
    }

    [TestMethod]
    public async Task A_hangup_reads_both_files_again()
    {
        await using SceProxy proxy = SceProxy.Start(Arguments);
        proxy.Await("Started");
        proxy.Signal("HUP");
        proxy.Await("Configuration read again");
        proxy.Await("1 databases; 0 added, 0 changed, 0 removed");
    }

    [TestMethod]
    public async Task The_level_of_a_category_decides_what_is_logged()
    {
        await using SceProxy quiet = SceProxy.Start([.. Arguments, "--set", "logging:levels:SceNettyProxy.Bootstrap=warning"]);
        quiet.Await("Registry read from");
        quiet.Signal("TERM");
        Assert.AreEqual(0, await quiet.ExitAsync());
        Assert.IsFalse(quiet.Output.Contains("Started", StringComparison.Ordinal), quiet.Output);

        await using SceProxy verbose = SceProxy.Start([.. Arguments, "--set", "logging:levels:DotNetty=debug"]);
        verbose.Await("Started");
        verbose.Await("-Dio.netty.allocator.maxOrder: 7");
        StringAssert.Contains(verbose.Output, $"-Dio.netty.allocator.numHeapArenas: {Environment.ProcessorCount}");
        StringAssert.Contains(verbose.Output, "DotNetty");
    }

    public void Dispose() => folder.Dispose();

    private static string Receive(Socket socket)
    {
        byte[] buffer = new byte[100];
        return Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
    }
}
