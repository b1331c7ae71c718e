using System.Net.Sockets;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Tests.Native;

[TestClass]
public sealed class SocketErrorsTests
{
    [TestMethod]
    [DataRow(104, SocketError.ConnectionReset)]
    [DataRow(111, SocketError.ConnectionRefused)]
    [DataRow(110, SocketError.TimedOut)]
    [DataRow(32, SocketError.Shutdown)]
    [DataRow(98, SocketError.AddressAlreadyInUse)]
    [DataRow(99, SocketError.AddressNotAvailable)]
    [DataRow(13, SocketError.AccessDenied)]
    [DataRow(1, SocketError.AccessDenied)]
    [DataRow(24, SocketError.TooManyOpenSockets)]
    [DataRow(23, SocketError.TooManyOpenSockets)]
    [DataRow(101, SocketError.NetworkUnreachable)]
    [DataRow(113, SocketError.HostUnreachable)]
    [DataRow(105, SocketError.NoBufferSpaceAvailable)]
    public void An_error_of_the_kernel_has_the_code_of_the_runtimes_sockets(int errno, SocketError expected) =>
        Assert.AreEqual(expected, SocketErrors.Exception(errno, "test").SocketErrorCode);

    [TestMethod]
    public void An_error_without_a_code_keeps_its_number() =>
        Assert.AreEqual("recv failed with error 4711", SocketErrors.Exception(4711, "recv").Message);
}
