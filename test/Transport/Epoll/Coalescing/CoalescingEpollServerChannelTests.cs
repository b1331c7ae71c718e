using SceNettyProxy.Transport.Tests.Engines;

namespace SceNettyProxy.Transport.Tests.Epoll.Coalescing;

[TestClass]
public sealed class CoalescingEpollServerChannelTests() : ServerChannelContract(LoopTransport.CoalescingEpoll);
