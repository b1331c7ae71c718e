using SceNettyProxy.Transport.IoUring;

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
}
