using System.Net;
using System.Net.Sockets;
using SceNettyProxy.Transport.Channels;
using SceNettyProxy.Transport.IoUring;
using SceNettyProxy.Transport.Native;
using SceNettyProxy.Transport.Tests.Engines;

namespace SceNettyProxy.Transport.Tests.IoUring;

[TestClass]
public sealed class IoUringServerChannelTests() : ServerChannelContract(Engine.IoUring)
{
    [TestMethod]
    public async Task Without_descriptors_it_says_so_once_and_goes_on_later()
    {
        Accepted accepted = new();
        NativeServerChannel listener = await Peers.ListenAsync(new IoUringServerChannel(AddressFamily.InterNetwork), accepted);
        // No descriptor is taken from this process: the runtime itself dies without. So the loop is told what the kernel would say.
        await listener.EventLoop.SubmitAsync(() =>
        {
            ((IIoUringChannel)listener).OnCompletion(RingOperation.Accept, -Errno.TooManyFiles, more: true, []);
            return true;
        });
        using TcpClient client = new();
        await client.ConnectAsync((IPEndPoint)listener.LocalAddress);
        await Engines.Peers.SomeTurnsAsync(listener);
        Assert.AreEqual(0, accepted.Count, "it pauses");
        Assert.AreEqual(1, accepted.Failures);
        Assert.AreEqual(SocketError.TooManyOpenSockets, ((SocketException)accepted.Failure!).SocketErrorCode);
        await accepted.HasSeenAsync(1);
    }

    [TestMethod]
    public async Task Connections_that_wait_unwanted_are_closed_with_their_listener()
    {
        Accepted accepted = new();
        NativeServerChannel listener = await Peers.ListenAsync(new IoUringServerChannel(AddressFamily.InterNetwork), accepted);
        listener.Configuration.AutoRead = false;
        using TcpClient client = new();
        await client.ConnectAsync((IPEndPoint)listener.LocalAddress);
        await Engines.Peers.SomeTurnsAsync(listener);
        await listener.CloseAsync().WaitAsync(Engines.Peers.Deadline);
        client.ReceiveTimeout = (int)Engines.Peers.Deadline.TotalMilliseconds;
        Assert.AreEqual(0, EndOf(client.Client), "an end or a reset, and not the timeout");
        Assert.AreEqual(0, accepted.Count);
    }

    private static int EndOf(Socket socket)
    {
        try
        {
            return socket.Receive(new byte[1]);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }
}
