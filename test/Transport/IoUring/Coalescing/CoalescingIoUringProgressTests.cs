using SceNettyProxy.Transport.Tests.Engines;

namespace SceNettyProxy.Transport.Tests.IoUring.Coalescing;

[TestClass]
public sealed class CoalescingIoUringProgressTests() : ProgressContract(LoopTransport.CoalescingIoUring);
