using System.Net;
using System.Net.Sockets;
using SceNettyProxy.Transport.Channels;
using SceNettyProxy.Transport.Epoll;
using SceNettyProxy.Transport.Native;
using SceNettyProxy.Transport.Tests.Engines;

namespace SceNettyProxy.Transport.Tests.Epoll;

[TestClass]
public sealed class EpollServerChannelTests() : ServerChannelContract(Engine.Epoll)
{
    [TestMethod]
    public async Task Without_descriptors_it_says_so_once_and_goes_on_later()
    {
        // No descriptor is taken from this process: the runtime itself dies without.
        bool exhausted = true;
        int Accept(int descriptor, out EndPoint? remote, out int errno)
        {
            if (!Volatile.Read(ref exhausted))
                return NativeSocket.Accept(descriptor, out remote, out errno);
            remote = null;
            errno = Errno.TooManyFiles;
            return -1;
        }

        Accepted accepted = new();
        NativeServerChannel listener = await Peers.ListenAsync(new EpollServerChannel(AddressFamily.InterNetwork, Accept), accepted);
        using TcpClient client = new();
        await client.ConnectAsync((IPEndPoint)listener.LocalAddress);
        await accepted.HasFailedAsync();
        using TcpClient another = new();
        await another.ConnectAsync((IPEndPoint)listener.LocalAddress);
        await Engines.Peers.SomeTurnsAsync(listener);
        int failures = accepted.Failures;
        Volatile.Write(ref exhausted, false);

        Assert.AreEqual(1, failures, "it does not try again at once, nor for whoever comes");
        Assert.AreEqual(SocketError.TooManyOpenSockets, ((SocketException)accepted.Failure!).SocketErrorCode);
        await accepted.HasSeenAsync(2);
    }
}
