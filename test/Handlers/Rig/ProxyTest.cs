namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>A test with a proxy, which must be empty at its end.</summary>
public abstract class ProxyTest
{
    private protected ProxyRig Rig { get; private set; } = new();

    /// <summary>For tests of so many small buffers that the leak detector's history would take too long.</summary>
    private protected void UseUnpooledBuffers() => Rig = new ProxyRig(pooled: false);

    [TestCleanup]
    public void Nothing_is_left() => Rig.AssertNothingLeft();
}
