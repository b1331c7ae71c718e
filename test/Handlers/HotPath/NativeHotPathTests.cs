using DotNetty.Common;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Handlers.Tests.Rig.Native;
using SceNettyProxy.Handlers.Tests.Rig.Quiet;
using SceNettyProxy.Tenancy.Usage;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Testing.Wire;
using SceNettyProxy.Transport;
using SceNettyProxy.Transport.Epoll;
using SceNettyProxy.Transport.IoUring;

namespace SceNettyProxy.Handlers.Tests.HotPath;

/// <summary>The hot path on real sockets: what it allocates, and that nothing is lost of what it counts.</summary>
[TestClass]
public sealed class NativeHotPathTests
{
    private const int WarmUp = 1000;
    private const int Measured = 4000;

    /// <summary>For timers and for asking itself; a byte per query would be more.</summary>
    private const long Slack = 3_000;

    private readonly ResourceLeakDetector.DetectionLevel levelBefore = ResourceLeakDetector.Level;

    [TestInitialize]
    public void Initialize() => ResourceLeakDetector.Level = ResourceLeakDetector.DetectionLevel.Disabled;

    [TestCleanup]
    public void Restore() => ResourceLeakDetector.Level = levelBefore;

    [TestMethod]
    [DataRow(EpollTransport.TransportName)]
    [DataRow(IoUringTransport.TransportName)]
    public async Task A_query_allocates_the_buffers_of_two_reads_and_nothing_else(string transport)
    {
        await using NativeProxy proxy = await NativeProxy.StartAsync(Transport(transport));
        using RawMySqlClient client = await proxy.LoginAsync();
        byte[][] texts = [.. Enumerable.Range(5000, 10).Select(static id => Wire.Query($"SELECT c FROM sbtest1 WHERE id={id}"))];
        await AskAsync(client, texts, WarmUp);
        long statements = proxy.Usage.AllStatements;
        long before = await proxy.AllocatedAsync();
        await AskAsync(client, texts, Measured);
        long allocated = await proxy.AllocatedAsync() - before;
        Assert.AreEqual(Measured, proxy.Usage.AllStatements - statements);
        long buffers = 2 * Measured * PoolObjects.BufferBytes();
        Assert.IsTrue(allocated >= buffers && allocated < buffers + Slack, $"{allocated} bytes, {buffers} of them for buffers");
    }

    [TestMethod]
    [DataRow(EpollTransport.TransportName)]
    [DataRow(IoUringTransport.TransportName)]
    public async Task Every_byte_that_the_client_sends_and_gets_counts_once(string transport)
    {
        await using NativeProxy proxy = await NativeProxy.StartAsync(Transport(transport));
        using RawMySqlClient client = await proxy.LoginAsync();
        await AskAsync(client, [Wire.Query("SELECT 1"), Wire.Query("INSERT INTO t VALUES (1)")], 100);
        await client.SendCommandAsync(3, ServerScript.Large);
        await client.ReadResponseAsync();
        await CountedAsync(proxy, client);
    }

    [TestMethod]
    [DataRow(EpollTransport.TransportName)]
    [DataRow(IoUringTransport.TransportName)]
    public async Task A_result_counts_as_far_as_the_client_takes_it(string transport)
    {
        await using NativeProxy proxy = await NativeProxy.StartAsync(Transport(transport));
        using RawMySqlClient client = await proxy.LoginAsync(receiveBuffer: 4096);
        long before = proxy.Usage.BytesOut;
        await client.SendCommandAsync(3, ServerScript.Large);
        await Eventually.HoldsAsync(() => proxy.Usage.BytesOut > before, "what finds room in the kernel counts while the rest waits");
        Assert.IsLessThan(before + ServerScript.LargeAnswer.Length, proxy.Usage.BytesOut);
        await client.ReadResponseAsync();
        await CountedAsync(proxy, client);
    }

    [TestMethod]
    [DataRow(EpollTransport.TransportName)]
    [DataRow(IoUringTransport.TransportName)]
    public async Task Of_a_client_that_leaves_in_the_midst_what_it_was_sent_counts_and_the_rest_does_not(string transport)
    {
        await using NativeProxy proxy = await NativeProxy.StartAsync(Transport(transport));
        UsageTotals before;
        using (RawMySqlClient client = await proxy.LoginAsync(receiveBuffer: 4096))
        {
            before = proxy.Usage;
            await client.SendCommandAsync(3, ServerScript.Large);
            await client.ReadExactlyAsync(ServerScript.LargeAnswer.Length / 2);
        }

        await proxy.EmptyAsync();
        long counted = proxy.Usage.BytesOut - before.BytesOut;
        // What was written between two flushes counts when all of it was taken.
        int mostAtOnce = 512 * 1024;
        Assert.IsTrue(
            counted > (ServerScript.LargeAnswer.Length / 2) - mostAtOnce && counted < ServerScript.LargeAnswer.Length,
            $"{counted} of {ServerScript.LargeAnswer.Length} counted");
    }

    private static ITransport Transport(string name) => name == EpollTransport.TransportName ? new EpollTransport() : new IoUringTransport();

    private static async Task AskAsync(RawMySqlClient client, byte[][] commands, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await client.SendBytesAsync(commands[i % commands.Length]);
            await client.ReadExactlyAsync(ServerScript.TextAnswer.Length);
        }
    }

    private static Task CountedAsync(NativeProxy proxy, RawMySqlClient client) => Eventually.HoldsAsync(
        () => (proxy.Usage.BytesIn, proxy.Usage.BytesOut) == (client.SentBytes, client.ReceivedBytes),
        $"all of {client.SentBytes} and {client.ReceivedBytes} bytes are counted");
}
