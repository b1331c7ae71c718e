using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Testing.Network;

namespace SceNettyProxy.Integration.Tests.RabbitMq;

/// <summary>When the server is not what it should be.</summary>
public sealed partial class ForbidReceiverTests
{
    private const string NotReceiving = "No forbids are received";

    [TestMethod]
    public async Task A_server_that_is_killed_comes_back_with_what_was_sent_before_and_what_is_sent_then()
    {
        ReceivingProxy before = await StartReceivingAsync(1);
        ReceivingProxy holding = await StartReceivingAsync(2, isMaster: false);
        before.Store.Failure = "not yet";
        await PublishAsync(Shop);
        await holding.WaitForLookAsync();
        await server.KillAsync();
        await before.WaitForLogAsync(NotReceiving);
        ReceivingProxy absentAtStart = Start(3);
        await absentAtStart.WaitForLogAsync(NotReceiving);
        before.Store.Failure = null;

        await server.RestartAsync();
        await absentAtStart.WaitUntilReceivingAsync();
        await before.WaitUntilReceivingAsync(2);
        await holding.WaitUntilReceivingAsync(2);
        await WaitForForbidsAsync(1);
        await PublishAsync(Other);
        await absentAtStart.WaitForAcknowledgementsAsync();
        await before.WaitForAcknowledgementsAsync(2);
        await holding.WaitForAcknowledgementsAsync(2);
        Assert.HasCount(2, Shared.List());
        Assert.AreEqual(0u, await CountLeftAsync(1));
        Assert.AreEqual(0u, await CountLeftAsync(2));
        Assert.IsLessThanOrEqualTo(
            3, absentAtStart.Logger.Lines.Count(static line => line.Level >= LogLevel.Warning), "told when it changes, not at each try");
    }

    [TestMethod]
    public async Task A_server_that_stands_still_is_given_up_and_taken_again_when_it_goes_on()
    {
        ReceivingProxy proxy = await StartReceivingAsync();
        await server.FreezeAsync();
        try
        {
            await proxy.WaitForLogAsync(NotReceiving);
        }
        finally
        {
            server.Thaw();
        }

        await proxy.WaitUntilReceivingAsync(2);
        await PublishAsync(Shop);
        await proxy.WaitForAcknowledgementsAsync();
        Assert.HasCount(1, Shared.List());
    }

    [TestMethod]
    public async Task A_connection_that_forwards_nothing_any_more_is_given_up()
    {
        await using TestRelay relay = TestRelay.Start(server.Port);
        ReceivingProxy proxy = await StartReceivingAsync(options: OptionsFor(relay.Port));
        relay.ToClient.Pause();
        await proxy.WaitForLogAsync(NotReceiving);
        await PublishAsync(Shop);
        Assert.IsEmpty(Shared.List());
        relay.ToClient.Resume();
        await proxy.WaitForAcknowledgementsAsync();
        Assert.HasCount(1, Shared.List());
    }

    [TestMethod]
    public async Task A_server_that_answers_behind_the_timeout_is_tried_again_until_it_is_quick()
    {
        await using TestRelay relay = TestRelay.Start(server.Port);
        ReceivingProxy proxy = await StartReceivingAsync(options: OptionsFor(relay.Port));
        relay.ToClient.Delay = Options.Timeout * 1.5;
        await PublishAsync(Shop);
        relay.CutAll();
        await proxy.WaitForLogAsync(NotReceiving);
        // At the greeting alone, the second of which proves that the first was given up.
        long answered = relay.ToClient.Bytes;
        await Testing.Waiting.Eventually.HoldsAsync(
            () => relay.ToClient.Bytes > answered && relay.ConnectionCount == 0, "an attempt has ended", TimeSpan.FromSeconds(30));
        answered = relay.ToClient.Bytes;
        await Testing.Waiting.Eventually.HoldsAsync(() => relay.ToClient.Bytes > answered, "the next attempt", TimeSpan.FromSeconds(30));
        Assert.AreEqual(1, proxy.Logger.CountOf("Forbids are received"));
        Assert.IsEmpty(Shared.List());

        relay.ToClient.Delay = TimeSpan.Zero;
        await proxy.WaitUntilReceivingAsync(2);
        await proxy.WaitForAcknowledgementsAsync();
        Assert.HasCount(1, Shared.List());
        Assert.IsLessThanOrEqualTo(2, proxy.Logger.CountOf(NotReceiving), "the cut and the silence are told, not each try");
        Assert.AreEqual(0u, await CountLeftAsync());
    }

    [TestMethod]
    public async Task Of_several_servers_one_that_works_is_found()
    {
        using Socket garbage = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        garbage.Bind(new IPEndPoint(IPAddress.Loopback, FreePort.Next()));
        garbage.Listen();
        Task talking = TalkGarbageAsync(garbage);
        int port = ((IPEndPoint)garbage.LocalEndPoint!).Port;
        ReceivingProxy alone = Start(1, options: OptionsFor(port));
        await alone.WaitForLogAsync(NotReceiving);
        await StartReceivingAsync(2, options: OptionsFor(port, FreePort.Next(), server.Port));
        await alone.DisposeAsync();
        garbage.Close();
        await talking;
    }

    private static async Task TalkGarbageAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                using Socket client = await listener.AcceptAsync();
                await client.SendAsync("SSH-2.0-OpenSSH_9.2p1 Debian\r\n"u8.ToArray());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
