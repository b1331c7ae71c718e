using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Threads;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Bootstrap.Tests.Threads;

[TestClass]
public sealed class OffloadQueueTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    [TestMethod]
    public async Task Nothing_waits_behind_a_thread_that_blocks_while_another_is_free()
    {
        await using ThreadGroups threads = await StartAsync(2);
        OffloadQueue queue = new(threads.Offload);
        using ManualResetEventSlim unblock = new();
        using CountdownEvent done = new(20);
        using ManualResetEventSlim blocking = new();
        queue.Run(() =>
        {
            blocking.Set();
            unblock.Wait();
        });
        Assert.IsTrue(blocking.Wait(Deadline));
        for (int i = 0; i < done.InitialCount; i++)
            queue.Run(() => done.Signal());
        Assert.IsTrue(done.Wait(Deadline), "the free thread runs all of it");
        unblock.Set();
    }

    [TestMethod]
    public async Task All_work_runs_though_all_threads_were_busy_when_it_came()
    {
        await using ThreadGroups threads = await StartAsync(2);
        OffloadQueue queue = new(threads.Offload);
        using ManualResetEventSlim unblock = new();
        using CountdownEvent done = new(10);
        List<string> names = [];
        for (int i = 0; i < done.InitialCount; i++)
        {
            queue.Run(() =>
            {
                unblock.Wait();
                lock (names)
                    names.Add(Thread.CurrentThread.Name!);
                done.Signal();
            });
        }

        unblock.Set();
        Assert.IsTrue(done.Wait(Deadline));
        Assert.IsTrue(names.TrueForAll(static name => name.StartsWith("offload", StringComparison.Ordinal)), string.Join(' ', names));
    }

    private static Task<ThreadGroups> StartAsync(int count) => ThreadGroups.StartAsync(
        new SocketTransport(),
        [
            new ThreadGroupOptions { Name = ThreadGroupOptions.Boss, Count = 1 },
            new ThreadGroupOptions { Name = ThreadGroupOptions.Workers, Count = 1 },
            new ThreadGroupOptions { Name = ThreadGroupOptions.Offload, Count = count },
        ]);
}
