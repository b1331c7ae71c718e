using DotNetty.Common;
using Microsoft.Extensions.Time.Testing;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Handlers.Tests.Rig.Quiet;

namespace SceNettyProxy.Handlers.Tests.HotPath;

/// <summary>
/// What a query allocates on its whole way through the proxy with everything on: two buffers of DotNetty's pool, one for each read,
/// and nothing else; no promise of a write either.
/// </summary>
[TestClass]
public sealed class HotPathAllocationTests
{
    private const int WarmUp = 1000;
    private const int Measured = 1000;

    private readonly ResourceLeakDetector.DetectionLevel levelBefore = ResourceLeakDetector.Level;

    [TestInitialize]
    public void Initialize() => ResourceLeakDetector.Level = ResourceLeakDetector.DetectionLevel.Disabled;

    [TestCleanup]
    public void Restore() => ResourceLeakDetector.Level = levelBefore;

    [TestMethod]
    public void A_text_query_allocates_nothing()
    {
        using var proxy = new QuietProxy(new FakeTimeProvider());
        byte[][] texts = [.. Enumerable.Range(5000, 10).Select(static id => Wire.Query($"SELECT c FROM sbtest1 WHERE id={id}"))];
        AssertFree(proxy, texts, ServerScript.TextAnswer.Length);
    }

    [TestMethod]
    public void An_execution_of_a_prepared_statement_allocates_nothing()
    {
        using var proxy = new QuietProxy(new FakeTimeProvider());
        proxy.Send(Wire.Prepare("SELECT c FROM sbtest1 WHERE id=?"));
        byte[] execution = Wire.Execute(1, 0, 1, 8, 0, 5, 0, 0, 0, 0, 0, 0, 0);
        AssertFree(proxy, [execution], ServerScript.BinaryAnswer.Length);
    }

    private static void AssertFree(QuietProxy proxy, byte[][] commands, int answerLength)
    {
        Send(proxy, commands, WarmUp);
        long received = proxy.ReceivedBytes;
        int answered = proxy.Statements;
        int tasks = proxy.Tasks;
        long writes = proxy.Writes;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Send(proxy, commands, Measured);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.AreEqual(Measured, proxy.Statements - answered, "statements that reached a server");
        Assert.AreEqual((long)Measured * answerLength, proxy.ReceivedBytes - received, "bytes that the client got");
        Assert.AreEqual(2L * Measured, proxy.Writes - writes, "writes: one to the server, one to the client");
        Assert.AreEqual(0, proxy.Tasks - tasks, "trips through the queue of the event loop");
        Assert.AreEqual(2 * Measured * PoolObjects.BufferBytes(), allocated, "all but the buffers of two reads");
    }

    private static void Send(QuietProxy proxy, byte[][] commands, int count)
    {
        for (int i = 0; i < count; i++)
            proxy.Send(commands[i % commands.Length]);
    }
}
