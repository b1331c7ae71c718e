using SceNettyProxy.Transport.Tests.Engines;

namespace SceNettyProxy.Transport.Tests.Epoll;

[TestClass]
public sealed class EpollProgressTests() : ProgressContract(Engine.Epoll);
