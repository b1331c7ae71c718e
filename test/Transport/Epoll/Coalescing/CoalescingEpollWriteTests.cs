using SceNettyProxy.Transport.Tests.Engines;

namespace SceNettyProxy.Transport.Tests.Epoll.Coalescing;

[TestClass]
public sealed class CoalescingEpollWriteTests() : WriteContract(LoopTransport.CoalescingEpoll);
