using System.Net.Sockets;
using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;
using SceNettyProxy.Testing.Waiting;
using SceNettyProxy.Transport.Channels;
using SceNettyProxy.Transport.Loops;

namespace SceNettyProxy.Transport.Tests.Engines;

public abstract class EventLoopContract(Engine engine)
{
    private readonly NativeEventLoop loop = engine.Loop("loop");

    [TestMethod]
    public async Task Tasks_of_every_thread_run_in_the_order_of_each()
    {
        const int Threads = 4;
        const int Tasks = 20_000;
        int[] next = new int[Threads];
        int wrong = 0;
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            for (int i = 0; i < Tasks; i++)
            {
                int expected = i;
                loop.Execute(() => wrong += next[thread]++ == expected && loop.InEventLoop ? 0 : 1);
                // Lets the loop fall asleep now and then.
                if (i % 1_000 == 0)
                    loop.SubmitAsync(() => true).Wait(Peers.Deadline);
            }
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        await loop.SubmitAsync(() => true).WaitAsync(Peers.Deadline);
        Assert.AreEqual(0, wrong);
        CollectionAssert.AreEqual(Enumerable.Repeat(Tasks, Threads).ToArray(), next);
    }

    [TestMethod]
    public async Task A_task_from_elsewhere_wakes_a_loop_that_sleeps_every_time()
    {
        // Round trips, so that the loop goes to sleep between them.
        for (int i = 0; i < 20_000; i++)
            await loop.SubmitAsync(() => true).WaitAsync(Peers.Deadline);
    }

    [TestMethod]
    public async Task Timers_run_in_the_order_of_their_deadlines_and_not_before()
    {
        List<int> order = [];
        int early = 0;
        int[] delays = [40, 0, 25, 3, 1, 60, 25, 2];
        Task[] timers = await loop.SubmitAsync(() => delays.Select(delay =>
        {
            IScheduledTask? timer = null;
            timer = loop.Schedule(
                () =>
                {
                    order.Add(delay);
                    early += timer!.Deadline <= DotNetty.Common.PreciseTimeSpan.FromStart ? 0 : 1;
                },
                TimeSpan.FromMilliseconds(delay));
            return timer.Completion;
        }).ToArray());
        await Task.WhenAll(timers).WaitAsync(Peers.Deadline);
        CollectionAssert.AreEqual(delays.Order().ToArray(), order);
        Assert.AreEqual(0, early);
    }

    [TestMethod]
    public async Task A_timer_that_was_cancelled_does_not_run()
    {
        bool ran = false;
        Assert.IsTrue(await loop.SubmitAsync(() => loop.Schedule(() => ran = true, TimeSpan.FromMilliseconds(5)).Cancel()));
        await loop.ScheduleAsync(() => { }, TimeSpan.FromMilliseconds(20)).WaitAsync(Peers.Deadline);
        Assert.IsFalse(ran);
    }

    [TestMethod]
    public async Task A_task_that_always_posts_the_next_one_does_not_keep_timers_away()
    {
        bool goOn = true;
        void Again()
        {
            if (goOn)
                loop.Execute(Again);
        }

        loop.Execute(Again);
        await loop.ScheduleAsync(() => goOn = false, TimeSpan.FromMilliseconds(5)).WaitAsync(Peers.Deadline);
    }

    [TestMethod]
    public async Task A_task_that_throws_does_not_end_the_loop()
    {
        loop.Execute(() => throw new InvalidOperationException("on purpose"));
        Assert.IsTrue(await loop.SubmitAsync(() => true).WaitAsync(Peers.Deadline));
    }

    [TestMethod]
    public async Task An_await_on_the_loop_comes_back_to_it()
    {
        TaskCompletionSource<bool> onLoop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.Execute(() => _ = ContinueAsync(onLoop));
        Assert.IsTrue(await onLoop.Task.WaitAsync(Peers.Deadline));
    }

    [TestMethod]
    public async Task The_end_closes_channels_and_gives_every_descriptor_back()
    {
        int before = Peers.OpenDescriptors();
        Recorder recorder = new();
        Peers peers = new(engine, loops: 3);
        IChannel listener = await peers.ListenAsync(() => [new Echo()]);
        IChannel channel = await peers.ConnectAsync(listener.LocalAddress, recorder);
        Assert.IsGreaterThan(before, Peers.OpenDescriptors());
        await peers.DisposeAsync();
        Assert.IsFalse(channel.Open);
        Assert.IsFalse(listener.Open);
        CollectionAssert.AreEqual(new[] { "inactive", "unregistered" }, recorder.Events[^2..]);
        Assert.AreEqual(before, Peers.OpenDescriptors());
        Assert.ThrowsExactly<RejectedExecutionException>(() => channel.EventLoop.Execute(() => { }));
    }

    [TestMethod]
    public async Task In_the_quiet_period_tasks_still_run_and_prolong_it()
    {
        Task end = loop.ShutdownGracefullyAsync(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(60));
        for (int i = 0; i < 10; i++)
            Assert.IsTrue(await loop.SubmitAsync(() => true).WaitAsync(Peers.Deadline));
        await end.WaitAsync(Peers.Deadline);
        Assert.IsTrue(loop.IsTerminated);
    }

    [TestMethod]
    public async Task A_loop_that_is_never_quiet_ends_after_the_timeout()
    {
        void Again()
        {
            if (!loop.IsShutdown)
                loop.Execute(Again);
        }

        loop.Execute(Again);
        await loop.ShutdownGracefullyAsync(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100)).WaitAsync(Peers.Deadline);
        Assert.IsTrue(loop.IsTerminated);
    }

    [TestMethod]
    public async Task At_the_end_every_task_either_runs_or_is_refused()
    {
        for (int round = 0; round < 20; round++)
        {
            NativeEventLoop one = engine.Loop("ending");
            int taken = 0;
            int ran = 0;
            Thread[] threads = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
            {
                try
                {
                    while (true)
                    {
                        one.Execute(() => ran++);
                        Interlocked.Increment(ref taken);
                    }
                }
                catch (RejectedExecutionException)
                {
                    // The end.
                }
            }))];
            foreach (Thread thread in threads)
                thread.Start();
            await one.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.Zero).WaitAsync(Peers.Deadline);
            foreach (Thread thread in threads)
                thread.Join();
            Assert.AreEqual(taken, ran);
        }
    }

    [TestMethod]
    public async Task A_channel_that_registers_while_the_loop_ends_is_closed()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(Peers.AnyPort);
        listener.Listen();
        NativeSocketChannel channel = engine.Channel(AddressFamily.InterNetwork);
        TaskCompletionSource<bool> begun = new();
        loop.Execute(() => begun.Task.Wait(Peers.Deadline));
        // More than a turn takes, so that the registration comes when nothing is waited for any more.
        for (int i = 0; i < 1_000; i++)
            loop.Execute(() => { });
        Task registered = loop.RegisterAsync(channel);
        loop.Execute(() => channel.ConnectAsync(listener.LocalEndPoint!));
        Task end = loop.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.Zero);
        begun.SetResult(true);
        await end.WaitAsync(Peers.Deadline);
        await registered.WaitAsync(Peers.Deadline);
        Assert.IsFalse(channel.Open);
    }

    [TestMethod]
    public async Task A_shutdown_drops_timers()
    {
        IScheduledTask timer = loop.Schedule(() => { }, TimeSpan.FromHours(1));
        await loop.SubmitAsync(() => true);
        await loop.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.Zero).WaitAsync(Peers.Deadline);
        Assert.IsTrue(timer.Completion.IsCanceled);
    }

    [TestMethod]
    public async Task Shutdowns_of_many_sleeping_loops_all_end()
    {
        for (int i = 0; i < 200; i++)
        {
            NativeEventLoop one = engine.Loop("short");
            await one.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.FromSeconds(1)).WaitAsync(Peers.Deadline);
        }
    }

    [TestMethod]
    public async Task A_loop_that_has_nothing_to_do_sleeps_on()
    {
        long before = await loop.SubmitAsync(LinuxThreads.SleepsOfThis);
        await Task.Delay(300);
        long sleeps = await loop.SubmitAsync(LinuxThreads.SleepsOfThis) - before;
        Assert.IsLessThan(20, sleeps, "it slept so many times");
    }

    [TestMethod]
    public async Task Loops_of_another_transport_are_refused()
    {
        IEventLoopGroup others = new SocketTransport().CreateGroup("other", 1, []);
        IChannel channel = engine.Transport.CreateChannel(AddressFamily.InterNetwork);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => others.RegisterAsync(channel));
        channel.Unsafe.CloseForcibly();
        await others.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.FromSeconds(1)).WaitAsync(Peers.Deadline);
    }

    [TestCleanup]
    public async Task EndAsync()
    {
        await loop.ShutdownGracefullyAsync(TimeSpan.Zero, TimeSpan.FromSeconds(1)).WaitAsync(Peers.Deadline);
        await Eventually.HoldsAsync(() => loop.IsTerminated, "the loop has ended");
    }

    private async Task ContinueAsync(TaskCompletionSource<bool> onLoop)
    {
        await Task.Run(() => { });
        onLoop.SetResult(loop.InEventLoop);
    }
}
