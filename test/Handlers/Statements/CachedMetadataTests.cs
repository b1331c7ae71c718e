using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Statements;

/// <summary>
/// A client with MariaDB's CACHE_METADATA reads rows by the definitions that it was told last, a server leaves out those that it
/// has told last on its connection: what comes to the client has to fit, whatever server runs a statement.
/// </summary>
[TestClass]
public sealed class CachedMetadataTests : CachedMetadataTest
{
    private static readonly byte[] Two = [2, 0, 0, 0];

    [TestMethod]
    public void Results_without_definitions_pass_on_the_server_that_has_told_them()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        for (int i = 0; i < 2; i++)
            Run(client, Rig.Replica, id, 77, Bare(1, "x", "y"), Bare(1, "x", "y"));
        Assert.AreEqual(1, PreparesOf(Rig.Replica));
    }

    [TestMethod]
    public void Another_server_that_describes_a_statement_alike_leaves_the_definitions_out()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a", "b");
        Describes(Rig.Primary, 5, "a", "b");
        EnterTransaction(client);
        Run(client, Rig.Primary, id, 5, Bare(2, "x"), Bare(2, "x"));
        Commit(client);
        Run(client, Rig.Replica, id, 77, Bare(2, "x"), Bare(2, "x"));
        Assert.AreEqual(Read.Length, Rig.Services.HeldBudget.Held, "only the text is kept");
    }

    [TestMethod]
    public void Where_another_server_describes_it_otherwise_the_definitions_are_put_in_once()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Describes(Rig.Primary, 5, "b", "c");
        EnterTransaction(client);
        Run(client, Rig.Primary, id, 5, Bare(2, "x", "y", "z"), Told(["b", "c"], "x", "y", "z"));
        Run(client, Rig.Primary, id, 5, Bare(2, "x"), Bare(2, "x"));
    }

    [TestMethod]
    public void Back_on_the_first_server_its_definitions_are_put_in_again()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Describes(Rig.Primary, 5, "b");
        Describes(Rig.Replica, 78, "a");
        for (int i = 0; i < 3; i++)
        {
            EnterTransaction(client);
            Run(client, Rig.Primary, id, 5, Bare(1, "x"), Told(["b"], "x"));
            Commit(client);
            Run(client, Rig.Replica, id, 78, Bare(1, "y"), Told(["a"], "y"));
            Run(client, Rig.Replica, id, 78, Bare(1, "y"), Bare(1, "y"));
        }

        // Each server was asked once: the replica had told the client itself at first, and nothing of that is kept.
        Assert.AreEqual((1, 2), (PreparesOf(Rig.Primary), PreparesOf(Rig.Replica)));
        Assert.AreEqual(1, CountOf(Rig.Replica, Described(Wire.Statement(0x19, 77))));
    }

    [TestMethod]
    public void What_a_server_tells_itself_is_what_the_client_knows()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Describes(Rig.Primary, 5, "a");
        Describes(Rig.Replica, 78, "a");
        EnterTransaction(client);
        Run(client, Rig.Primary, id, 5, Told(["b", "c"], "x"), Told(["b", "c"], "x"));
        Run(client, Rig.Primary, id, 5, Bare(2, "x"), Bare(2, "x"));
        Commit(client);
        Run(client, Rig.Replica, id, 78, Bare(1, "y"), Told(["a"], "y"));
        Assert.AreEqual(1, CountOf(Rig.Replica, Described(Wire.Statement(0x19, 77))));
    }

    [TestMethod]
    public void Definitions_that_were_kept_go_when_their_server_tells_others()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Describes(Rig.Primary, 5, "b");
        EnterTransaction(client);
        client.Send(Wire.Execute(id, Typed));
        Assert.IsGreaterThan(Read.Length, Rig.Services.HeldBudget.Held);
        Rig.Primary.Latest.Send(Told(["c"], "x"));
        CollectionAssert.AreEqual(Told(["c"], "x"), client.Take());
        Assert.AreEqual(Read.Length, Rig.Services.HeldBudget.Held);
        Run(client, Rig.Primary, id, 5, Bare(1, "x"), Bare(1, "x"));
    }

    [TestMethod]
    public void A_new_connection_to_the_same_server_is_another_server()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Rig.Replica.Latest.HangUp();
        Describes(Rig.Replica, 78, "a", "new");
        Run(client, Rig.Replica, id, 78, Bare(2, "x"), Told(["a", "new"], "x"));
    }

    [TestMethod]
    public void With_DEPRECATE_EOF_it_is_the_same()
    {
        byte[] end = [0xFE, 0, 0, 3, 0, 0, 0];
        TestClient client = LoggedInWithCache(Wire.PlainClient | Wire.DeprecateEof);
        client.Send(Wire.Prepare(Read));
        Rig.Replica.Latest.Send(PreparedWithoutEof(77, "a"));
        uint id = BitConverter.ToUInt32(client.Take(), 5);
        Rig.Primary.Answer = command => command.StartsWith("COM_22 ", StringComparison.Ordinal) ? PreparedWithoutEof(5, "b", "c") : null;
        EnterTransaction(client);
        Run(
            client, Rig.Primary, id, 5, Packets(1, [[2, 0], Row("x"), end]),
            Packets(1, [[2, 1], Wire.Definition("b"), Wire.Definition("c"), Row("x"), end]));
        Run(client, Rig.Primary, id, 5, Packets(1, [[2, 0], Row("x"), end]), Packets(1, [[2, 0], Row("x"), end]));
    }

    [TestMethod]
    public void It_does_not_matter_how_the_answer_is_cut()
    {
        int length = Bare(2, "x", "y").Length;
        for (int cut = 1; cut < length; cut++)
        {
            TestClient client = LoggedInWithCache();
            uint id = PrepareRead(client, "a");
            Describes(Rig.Primary, 5, "b", "c");
            EnterTransaction(client);
            client.Send(Wire.Execute(id, Typed));
            Rig.Primary.Latest.Send(Bare(2, "x", "y")[..cut]);
            Rig.Primary.Latest.Send(Bare(2, "x", "y")[cut..]);
            CollectionAssert.AreEqual(Told(["b", "c"], "x", "y"), client.Take(), $"cut at {cut}");
            Commit(client);
            client.HangUp();
        }
    }

    [TestMethod]
    public void Nor_how_the_prepare_of_another_server_is_cut_or_that_an_answer_comes_bytewise()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        EnterTransaction(client);
        client.Send(Wire.Execute(id, Typed));
        foreach (byte value in Prepared(5, "b", "c"))
            Rig.Primary.Latest.Send([value]);
        foreach (byte value in Bare(2, "x", "y"))
            Rig.Primary.Latest.Send([value]);
        CollectionAssert.AreEqual(Told(["b", "c"], "x", "y"), client.Take());
        client.Send(Wire.Execute(id, Typed));
        foreach (byte value in Told(["d"], "x"))
            Rig.Primary.Latest.Send([value]);

        CollectionAssert.AreEqual(Told(["d"], "x"), client.Take());
        Run(client, Rig.Primary, id, 5, Bare(1, "x"), Bare(1, "x"));
    }

    [TestMethod]
    public void A_cursor_is_opened_with_the_definitions_and_fetched_as_it_is()
    {
        byte[] opened = Wire.Eof(0, Wire.CursorExists)[4..];
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Describes(Rig.Primary, 5, "b");
        EnterTransaction(client);
        Run(client, Rig.Primary, id, 5, Packets(1, [[1, 0], opened]), Packets(1, [[1, 1], Wire.Definition("b"), opened]));
        Commit(client);
        Run(client, Rig.Primary, Wire.Statement(0x1C, id, Two), Wire.Statement(0x1C, 5, Two), Wire.Fetched(Wire.LastRowSent, "x"));
    }

    [TestMethod]
    public void A_bulk_may_leave_the_definitions_out_too()
    {
        const string Insert = "INSERT INTO t VALUES (?) RETURNING a";
        byte[] rows = [128, 0, 8, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0];
        TestClient client = LoggedInWithCache();
        uint id = Prepare(client, Rig.Primary, Insert, 9, []);
        Run(client, Rig.Primary, Wire.Statement(0xFA, id, rows), Wire.Statement(0xFA, 9, rows), Told(["a"], "x"));
        Run(client, Rig.Primary, Wire.Statement(0xFA, id, rows), Wire.Statement(0xFA, 9, rows), Bare(1, "x"));
        Rig.Primary.Latest.HangUp();
        Describes(Rig.Primary, 10);
        Run(client, Rig.Primary, Wire.Statement(0xFA, id, rows), Wire.Statement(0xFA, 10, rows), Told(["a"], "x"));
        Run(client, Rig.Primary, Wire.Statement(0xFA, id, rows), Wire.Statement(0xFA, 10, rows), Bare(1, "x"));
    }

    [TestMethod]
    public void Of_several_results_the_last_one_counts()
    {
        const string Call = "CALL p(?)";
        TestClient client = LoggedInWithCache();
        uint id = Prepare(client, Rig.Primary, Call, 9, []);
        byte[] more = Wire.Eof(0, Wire.MoreResults)[4..];
        byte[] results = Packets(
            1,
            [[1, 1], Wire.Definition("a"), more, Row("x"), more, [1, 1], Wire.Definition("b"), more, Row("y"), more, Wire.Ok()[4..]]);
        for (int i = 0; i < 2; i++)
            Run(client, Rig.Primary, Wire.Execute(id, Typed), Wire.Execute(9, Typed), results);
        Run(client, Rig.Primary, Wire.Execute(id, Typed), Wire.Execute(9, Typed), Bare(1, "z"));
        Assert.AreEqual(1, CountOf(Rig.Primary, Described(Wire.Prepare(Call))));
    }

    [TestMethod]
    public void Long_data_goes_to_a_copy_that_fits_and_the_execution_to_the_same()
    {
        byte[] sent = [0, 1, 0xFC, 0];
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Describes(Rig.Primary, 5, "a");
        EnterTransaction(client);
        Run(client, Rig.Primary, id, 5, Bare(1, "x"), Bare(1, "x"));
        Commit(client);
        Run(client, Rig.Replica, id, 77, Told(["b"], "x"), Told(["b"], "x"));
        Describes(Rig.Primary, 6, "a");
        client.Send(Wire.LongData(id, 0, 1, 2, 3));
        Assert.AreEqual(Described(Wire.LongData(6, 0, 1, 2, 3)), Rig.Primary.Latest.History[^1]);
        client.Send(Wire.Execute(id, sent));
        Assert.AreEqual(Described(Wire.Execute(6, sent)), Rig.Primary.Latest.History[^1]);
        Rig.Primary.Latest.Send(Bare(1, "x"));
        CollectionAssert.AreEqual(Told(["a"], "x"), client.Take());
    }

    [TestMethod]
    public void An_execution_that_grew_by_a_packet_is_described_with_the_numbers_of_the_client()
    {
        const int Max = 0xFF_FFFF;
        byte[] typed = [0, 1, 0xFC, 0, 0];
        TestClient client = LoggedInWithCache();
        uint id = Prepare(client, Rig.Primary, Write, 9, ["a"]);
        Run(client, Rig.Primary, Wire.Execute(id, typed), Wire.Execute(9, typed), Bare(1, "x"));
        Rig.Primary.Latest.HangUp();
        Describes(Rig.Primary, 10, "b", "c");
        client.Send(Wire.LongCommand([0x17, .. BitConverter.GetBytes(id), 0, 1, 0, 0, 0, 0, 0, .. new byte[Max - 14]]));
        // The server got two packets for one.
        Rig.Primary.Latest.Send(Packets(2, [[2, 0], End, Row("y"), Row("z"), End]));
        CollectionAssert.AreEqual(Told(["b", "c"], "y", "z"), client.Take());
    }

    [TestMethod]
    public void Executions_in_one_write_are_described_in_their_order()
    {
        TestClient client = LoggedInWithCache();
        uint id = PrepareRead(client, "a");
        Describes(Rig.Primary, 5, "b");
        EnterTransaction(client);
        byte[] execute = Wire.Execute(id, Typed);
        client.Send([.. execute, .. Wire.Execute(uint.MaxValue, Typed), .. execute]);
        foreach (byte[] answer in (byte[][])[Bare(1, "x"), Bare(1, "y"), Told(["c"], "z")])
            Rig.Primary.Latest.Send(answer);
        byte[] expected = [.. Told(["b"], "x"), .. Bare(1, "y"), .. Told(["c"], "z")];
        CollectionAssert.AreEqual(expected, client.Take());
    }

    [TestMethod]
    public void A_result_of_the_proxy_itself_says_that_definitions_follow()
    {
        TestClient client = LoggedInWithCache();
        client.Query("SELECT CONNECTION_ID()");
        CollectionAssert.AreEqual((byte[])[1, 1], client.TakePackets()[0].Payload);
    }

    [TestMethod]
    public void A_client_without_the_flag_gets_definitions_with_every_result()
    {
        LoggedInWithCache().HangUp();
        Rig.Primary.SqlModeAnswer = null;
        Rig.Replica.SqlModeAnswer = null;
        TestClient client = Rig.LoggedIn(Wire.PlainClient & ~Wire.LongPassword);
        uint id = Prepare(client, Rig.Replica, Read, 77, 1, 1);
        for (int i = 0; i < 2; i++)
            Run(client, Rig.Replica, Wire.Execute(id, Typed), Wire.Execute(77, Typed), Wire.BinaryRows(["a"]));
        Assert.AreEqual(0u, BitConverter.ToUInt32(Rig.Replica.Latest.Login!.Payload, 28));
    }

    private static byte[] PreparedWithoutEof(uint id, params string[] columns) => Packets(
        1,
        [
            [0, .. BitConverter.GetBytes(id), (byte)columns.Length, 0, 1, 0, 0, 0, 0], Wire.Definition("?"),
            .. columns.Select(Wire.Definition),
        ]);
}
