using SceNettyProxy.Transport.Tests.Engines;

namespace SceNettyProxy.Transport.Tests.IoUring;

[TestClass]
public sealed class SmallRingStreamTests() : StreamContract(LoopTransport.SmallRing);
