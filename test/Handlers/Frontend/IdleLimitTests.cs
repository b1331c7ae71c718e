using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Frontend;

/// <summary>How long a session may be idle.</summary>
[TestClass]
public sealed class IdleLimitTests : ProxyTest
{
    private const uint Interactive = 0x0000_0400;

    [TestMethod]
    public void A_client_at_which_a_person_sits_has_a_limit_of_its_own()
    {
        Rig.Session.Set(Rig.Session.Value with
        {
            IdleTimeout = TimeSpan.FromSeconds(100),
            InteractiveTimeout = TimeSpan.FromSeconds(1000),
        });
        TestClient program = Rig.LoggedIn();
        TestClient person = Rig.LoggedIn(Wire.PlainClient | Interactive);
        Rig.Advance(TimeSpan.FromSeconds(101));
        program.AssertClosed();
        person.AssertAlive();
        Rig.Advance(TimeSpan.FromSeconds(999));
        Assert.IsTrue(person.IsOpen);
        Rig.Advance(TimeSpan.FromSeconds(2));
        person.AssertClosed();
    }
}
