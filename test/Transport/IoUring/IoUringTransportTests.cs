using System.Net.Sockets;
using SceNettyProxy.Transport.IoUring;
using SceNettyProxy.Transport.Native;
using SceNettyProxy.Transport.Native.IoUring;
using SceNettyProxy.Transport.Tests.Engines;

namespace SceNettyProxy.Transport.Tests.IoUring;

[TestClass]
public sealed class IoUringTransportTests() : TransportContract(new IoUringTransport())
{
    [TestMethod]
    public void It_is_supported_where_these_tests_run()
    {
        Assert.IsTrue(IoUringTransport.IsSupported(out string? reason), reason);
        Assert.IsNull(reason);
    }

    [TestMethod]
    [DataRow(SystemCalls.Setup, Errno.NotImplemented, "the kernel has no io_uring, or a seccomp profile hides it")]
    [DataRow(SystemCalls.Setup, Errno.OperationNotPermitted, "io_uring is not permitted: by the sysctl kernel.io_uring_disabled, or a seccomp profile")]
    [DataRow(SystemCalls.Setup, Errno.InvalidArgument, "the kernel is older than 6.1")]
    [DataRow(SystemCalls.Register, Errno.OperationNotPermitted, "Permission denied", DisplayName = "buffers cannot be registered")]
    [DataRow(SystemCalls.Enter, Errno.PermissionDenied, "Permission denied", DisplayName = "nothing can be submitted")]
    [DataRow(SystemCalls.Enter, Errno.TryAgain, "io_uring does not do what is needed here", DisplayName = "nothing comes of it")]
    public void Where_the_kernel_refuses_the_reason_is_told_and_nothing_is_left_open(int systemCall, int errno, string expected)
    {
        int before = Peers.OpenDescriptors();
        string? reason = SystemCallFilter.Run(systemCall, errno, () => IoUringTransport.IsSupported(out string? told) ? "it works" : told);
        Assert.AreEqual(expected, reason);
        Assert.AreEqual(before, Peers.OpenDescriptors());
    }

    [TestMethod]
    public void A_loop_that_gets_no_ring_is_an_error_at_once_and_leaves_nothing_open()
    {
        int before = Peers.OpenDescriptors();
        Exception? failure = SystemCallFilter.Run(SystemCalls.Register, Errno.OutOfMemory, static () =>
        {
            try
            {
                _ = new IoUringEventLoop(null, "none");
                return null;
            }
            catch (SocketException e)
            {
                return e;
            }
        });
        Assert.AreEqual(SocketError.NoBufferSpaceAvailable, ((SocketException)failure!).SocketErrorCode);
        Assert.AreEqual(before, Peers.OpenDescriptors());
    }
}
