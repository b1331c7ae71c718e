using SceNettyProxy.Transport.Tests.Engines;

namespace SceNettyProxy.Transport.Tests.Epoll;

[TestClass]
public sealed class EpollConnectTests() : ConnectContract(Engine.Epoll);
