using SceNettyProxy.Transport.Tests.Engines;

namespace SceNettyProxy.Transport.Tests.Epoll;

[TestClass]
public sealed class EpollStreamTests() : StreamContract(Engine.Epoll);
