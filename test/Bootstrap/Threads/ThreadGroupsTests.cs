using DotNetty.Transport.Channels;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Threads;
using SceNettyProxy.Transport;

namespace SceNettyProxy.Bootstrap.Tests.Threads;

[TestClass]
public sealed class ThreadGroupsTests
{
    [TestMethod]
    public async Task Groups_have_their_names_and_counts_and_end_with_their_owner()
    {
        ThreadGroups threads = await ThreadGroups.StartAsync(
            new SocketTransport(),
            [
                new ThreadGroupOptions { Name = "boss", Count = 1 },
                new ThreadGroupOptions { Name = "workers" },
                new ThreadGroupOptions { Name = "offload", Count = 3 },
                new ThreadGroupOptions { Name = "noisy", Cpus = [0] },
            ]);
        Assert.AreEqual(1, threads.Boss.Items.Count());
        Assert.AreEqual(Environment.ProcessorCount, threads["workers"].Items.Count(), "0 is one per CPU");
        Assert.AreEqual(3, threads.Offload.Items.Count());
        Assert.AreEqual(1, threads["noisy"].Items.Count(), "0 is one per listed CPU");
        Assert.AreEqual("noisy-0", await threads["noisy"].GetNext().SubmitAsync(() => Thread.CurrentThread.Name));
        Assert.ThrowsExactly<KeyNotFoundException>(() => threads["none"]);

        IEventLoopGroup[] groups = [threads.Boss, threads["workers"], threads.Offload, threads["noisy"]];
        await threads.DisposeAsync();
        Assert.IsTrue(groups.All(group => group.IsTerminated));
    }
}
