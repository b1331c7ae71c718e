namespace SceNettyProxy.Transport.Tests;

[TestClass]
public sealed class SocketTransportTests() : TransportContract(new SocketTransport());
