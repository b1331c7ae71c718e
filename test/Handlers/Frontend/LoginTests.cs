using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Frontend;

[TestClass]
public sealed class LoginTests : ProxyTest
{
    [TestMethod]
    public void A_client_that_knows_the_password_is_let_in()
    {
        TestClient client = Rig.LoggedIn();
        client.AssertAlive();
        client.Query("SELECT 1");
        Assert.AreEqual("QUERY SELECT 1", Rig.Replica.Latest.History[^1]);
        Rig.Replica.Latest.Send(Wire.Value("1"));
        CollectionAssert.AreEqual(Wire.Value("1"), client.Take());
    }
}
