using Microsoft.Extensions.Logging.Abstractions;
using SceNettyProxy.Bootstrap.Threads;

namespace SceNettyProxy.Bootstrap.Tests.Threads;

[TestClass]
public sealed class TransportSelectionTests
{
    [TestMethod]
    [DataRow("auto", "io_uring")]
    [DataRow("io_uring", "io_uring")]
    [DataRow("epoll", "epoll")]
    [DataRow("sockets", "sockets")]
    public void A_name_means_a_transport_that_works_here(string name, string expected)
    {
        CollectionAssert.Contains(TransportSelection.Names.ToArray(), name);
        Assert.AreEqual(expected, TransportSelection.Create(name, NullLogger.Instance).Name);
    }
}
