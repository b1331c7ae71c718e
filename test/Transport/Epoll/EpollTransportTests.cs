using SceNettyProxy.Transport.Epoll;

namespace SceNettyProxy.Transport.Tests.Epoll;

[TestClass]
public sealed class EpollTransportTests() : TransportContract(new EpollTransport())
{
    [TestMethod]
    public void It_is_supported_where_these_tests_run()
    {
        Assert.IsTrue(EpollTransport.IsSupported(out string? reason), reason);
        Assert.IsNull(reason);
    }
}
