using SceNettyProxy.Transport.Tests.Engines;

namespace SceNettyProxy.Transport.Tests.IoUring;

[TestClass]
public sealed class RingOnlyWriteTests() : WriteContract(LoopTransport.RingOnly);
