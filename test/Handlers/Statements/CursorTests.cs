using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Statements;

/// <summary>COM_STMT_FETCH: rows come from where the cursor is.</summary>
[TestClass]
public sealed class CursorTests : StatementTest
{
    private static readonly byte[] Two = [2, 0, 0, 0];

    [TestMethod]
    public void Rows_come_from_the_server_with_the_cursor_until_the_last_one_is_sent()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Open(client);
        Begin(client);
        Run(client, Rig.Replica, Wire.Statement(0x1C, id, Two), Wire.Statement(0x1C, 77, Two), Wire.Fetched(Wire.CursorExists, "a", "b"));
        Run(client, Rig.Replica, Wire.Statement(0x1C, id, Two), Wire.Statement(0x1C, 77, Two), Wire.Fetched(Wire.LastRowSent, "c"));
        client.Send(Wire.Statement(0x1C, id, Two));
        AssertMessage(client, 1421, $"The statement ({id}) has no open cursor");
    }

    [TestMethod]
    public void Without_a_cursor_there_is_nothing_to_fetch()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, "SELECT 1", 77, parameters: 0);
        client.Send(Wire.Statement(0x1C, id, Two));
        client.AssertError(1421, sequence: 1);
        Run(client, Rig.Replica, Wire.Execute(id), Wire.Execute(77), Wire.BinaryRows(["a"]));
        client.Send(Wire.Statement(0x1C, id, Two));
        client.AssertError(1421, sequence: 1);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_cursor_that_went_with_its_server_is_no_cursor()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Open(client);
        Rig.Replica.Latest.HangUp();
        client.Send(Wire.Statement(0x1C, id, Two));
        client.AssertError(1421, sequence: 1);
    }

    [TestMethod]
    public void A_reset_of_the_statement_reaches_the_server_with_the_cursor_and_closes_it()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Open(client);
        Run(client, Rig.Replica, Wire.Statement(0x1A, id), Wire.Statement(0x1A, 77), Wire.Ok());
        client.Send(Wire.Statement(0x1C, id, Two));
        client.AssertError(1421, sequence: 1);
    }

    [TestMethod]
    public void A_replica_that_is_no_longer_named_is_kept_while_a_cursor_is_open_there()
    {
        TestClient client = Rig.LoggedIn();
        uint id = Open(client);
        Rig.Apply(Databases.Shop with { Replicas = [] });
        client.AssertAlive();
        Run(client, Rig.Replica, Wire.Statement(0x1C, id, Two), Wire.Statement(0x1C, 77, Two), Wire.Fetched(Wire.LastRowSent, "c"));
        client.AssertAlive();
        Assert.IsNull(client.Session.Replica);
        // The deadline of what is outdated finds nothing left to close.
        Rig.Advance(Rig.Pool.Value.Drain + TimeSpan.FromSeconds(1));
        client.AssertAlive();
    }

    private static uint Prepare(TestClient client, FakeServer server) => Prepare(client, server, "SELECT 1", 77, parameters: 0);

    private uint Open(TestClient client)
    {
        uint id = Prepare(client, Rig.Replica);
        Run(client, Rig.Replica, Wire.OpenCursor(id), Wire.OpenCursor(77), Wire.CursorOpened());
        return id;
    }
}
