using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Session;

/// <summary>The connection ids that clients see.</summary>
[TestClass]
public sealed class SessionDirectoryTests : ProxyTest
{
    [TestMethod]
    public void Ids_count_up_from_one_and_carry_the_node_above_22_bits()
    {
        ProxySession session = Rig.LoggedIn().Session;
        var first = new SessionDirectory(node: 0);
        var last = new SessionDirectory(node: 1023);
        Assert.AreEqual(1u, first.Add(session));
        Assert.AreEqual(2u, first.Add(session));
        Assert.AreEqual((1023u << 22) + 1, last.Add(session));
        Assert.IsNull(first.Find((1023u << 22) + 1), "an id of another proxy");
        Assert.AreEqual(session, first.Find(2));
    }

    [TestMethod]
    public void Behind_the_last_counter_comes_the_first_that_is_not_in_use_and_never_0()
    {
        // The same ids as in the directory under test.
        ProxySession[] sessions = [.. Enumerable.Range(0, 3).Select(_ => Rig.LoggedIn().Session)];
        var directory = new SessionDirectory(node: 0, counterBits: 2);
        CollectionAssert.AreEqual((uint[])[1, 2, 3], sessions.Select(directory.Add).ToArray());
        directory.Remove(sessions[1]);
        Assert.AreEqual(2u, directory.Add(sessions[1]));
        directory.Remove(sessions[0]);
        Assert.AreEqual(1u, directory.Add(sessions[0]));
    }

    [TestMethod]
    public void The_greeting_shows_the_id_by_which_the_session_is_found()
    {
        TestClient client = Rig.LoggedIn();
        Assert.AreEqual(client.Session, Rig.Services.Sessions.Find(client.Greeting.ConnectionId));
        client.HangUp();
        Assert.IsNull(Rig.Services.Sessions.Find(client.Greeting.ConnectionId));
    }
}
