using SceNettyProxy.Transport.Tests.Engines;

namespace SceNettyProxy.Transport.Tests.Epoll;

[TestClass]
public sealed class EpollReadTests() : ReadContract(Engine.Epoll);
