using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Handlers.Tests.Statements;

namespace SceNettyProxy.Handlers.Tests.Cancellation;

/// <summary>KILL by COM_STMT_PREPARE, as drivers send it that prepare everything.</summary>
[TestClass]
public sealed class PreparedKillTests : StatementTest
{
    [TestMethod]
    public void Its_execution_kills_and_no_server_sees_it()
    {
        TestClient target = Rig.LoggedIn();
        TestClient killer = Rig.LoggedIn();
        uint id = PrepareKill(killer, $"KILL {target.Greeting.ConnectionId}");
        Assert.IsTrue(target.IsOpen);
        killer.Send(Wire.Execute(id, []));
        Assert.IsTrue(killer.TakePacket().IsOk);
        target.AssertClosed();
        killer.Send(Wire.Execute(id, []));
        killer.AssertError(1094, sequence: 1);
        Assert.IsEmpty(Rig.Primary.History.Where(static entry => entry.Contains("KILL", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("KILL ?", 1064)]
    [DataRow("KILL USER stranger", 1227)]
    [DataRow("DO 1; KILL 5", 1295)]
    public void What_cannot_be_killed_is_refused_when_it_is_prepared(string sql, int error)
    {
        TestClient client = Rig.LoggedIn(Wire.PlainClient | Wire.MultiStatements);
        client.Send(Wire.Prepare(sql));
        client.AssertError(error, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections);
        client.AssertAlive();
    }

    private uint PrepareKill(TestClient client, string sql)
    {
        client.Send(Wire.Prepare(sql));
        Awaiting(Rig.Primary, Described(Wire.Prepare("DO 0"))).Send(Wire.Prepared(9, 0, 0));
        return BitConverter.ToUInt32(client.Take(), 5);
    }
}
