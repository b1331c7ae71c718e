using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Frontend;

/// <summary>What becomes of each command byte.</summary>
[TestClass]
public sealed class CommandHandlerTests : ProxyTest
{
    private static readonly Dictionary<int, string> Refused = new()
    {
        [7] = "RELOAD",
        [8] = "SHUTDOWN",
        [13] = "SUPER",
        [18] = "REPLICATION SLAVE",
        [19] = "REPLICATION SLAVE",
        [21] = "REPLICATION SLAVE",
        [30] = "REPLICATION SLAVE",
    };

    private static readonly Dictionary<int, string> Unknown = new()
    {
        [0] = "COM_SLEEP",
        [11] = "COM_CONNECT",
        [15] = "COM_TIME",
        [99] = "COM_99",
        [255] = "COM_255",
    };

    /// <summary>Commands that are answered by a server or with its help.</summary>
    private static readonly HashSet<int> Others = [1, 2, 3, 4, 5, 6, 9, 10, 12, 14, 17, 22, 23, 24, 25, 26, 27, 28, 31, 250];

    [TestMethod]
    public void Every_byte_that_is_refused_or_unknown_gets_its_error_and_the_session_lives_on()
    {
        TestClient client = Rig.LoggedIn();
        for (int code = 0; code <= 255; code++)
        {
            if (Others.Contains(code))
                continue;
            client.Send(Wire.Packet(0, (byte)code, 1, 2, 3));
            RawPacket error = client.TakePacket();
            Assert.AreEqual(1, error.Sequence, $"byte {code}");
            if (Refused.TryGetValue(code, out string? privilege))
            {
                Assert.AreEqual(1227, error.ErrorCode, $"byte {code}");
                Assert.AreEqual("42000", error.SqlState);
                Assert.Contains($"the {privilege} privilege", error.ErrorMessage);
            }
            else
            {
                Assert.AreEqual(1047, error.ErrorCode, $"byte {code}");
                Assert.AreEqual("08S01", error.SqlState);
                Assert.StartsWith("Unknown command: COM_", error.ErrorMessage);
            }
        }

        client.AssertAlive();
        Assert.IsEmpty(Rig.Primary.Connections);
        Assert.IsEmpty(Rig.Replica.Connections);
    }

    [TestMethod]
    public void The_error_of_an_unknown_command_names_it()
    {
        TestClient client = Rig.LoggedIn();
        foreach ((int code, string name) in Unknown)
        {
            client.Send(Wire.Packet(0, (byte)code));
            Assert.AreEqual($"Unknown command: {name}", client.AssertError(1047).ErrorMessage);
        }
    }

    [TestMethod]
    public void A_command_without_a_byte_is_unknown()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Packet(0));
        client.AssertError(1047, sequence: 1);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_ping_is_answered_by_the_proxy_with_the_exact_bytes()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Command(0x0E));
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        Assert.IsEmpty(Rig.Primary.Connections);
    }

    [TestMethod]
    public void A_ping_in_a_transaction_shows_the_transaction()
    {
        TestClient client = Rig.LoggedIn();
        client.Write("BEGIN", Wire.InTransaction);
        client.Send(Wire.Command(0x0E));
        CollectionAssert.AreEqual(Wire.Ok(status: Wire.InTransaction), client.Take());
        client.Write("COMMIT");
        client.Send(Wire.Command(0x0E));
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
    }

    [TestMethod]
    public void Quit_closes_without_an_answer_and_never_reaches_a_server()
    {
        TestClient client = Rig.LoggedIn();
        ServerConnection primary = client.Write();
        client.Send(Wire.Command(0x01));
        Assert.IsEmpty(client.Take());
        client.AssertClosed();
        CollectionAssert.AreEqual((string[])["QUERY UPDATE t SET a = 1", "RESET"], primary.History);
    }

    [TestMethod]
    public void Commands_behind_a_quit_are_dropped()
    {
        TestClient client = Rig.LoggedIn();
        client.Send([.. Wire.Command(0x01), .. Wire.Query("DELETE FROM t")]);
        Assert.IsEmpty(client.Take());
        client.AssertClosed();
        Assert.IsEmpty(Rig.Primary.Connections);
    }

    [TestMethod]
    [DataRow(24)]
    [DataRow(25)]
    public void A_command_without_an_answer_gets_none_whatever_its_size(int code)
    {
        TestClient client = Rig.LoggedIn();
        foreach (int size in (int[])[5, 65_532, 65_533, 300_000, 0xFF_FFFF])
        {
            byte[] payload = new byte[size];
            payload[0] = (byte)code;
            client.Send(Wire.LongCommand(payload));
            Assert.IsEmpty(client.Take(), $"{size} bytes");
            client.AssertAlive();
        }
    }

    [TestMethod]
    public void Set_option_with_a_bad_argument_is_refused()
    {
        TestClient client = Rig.LoggedIn();
        foreach (byte[] argument in (byte[][])[[], [0], [2, 0], [0, 1]])
        {
            client.Send(Wire.Packet(0, [0x1B, .. argument]));
            Assert.AreEqual("Unknown command: COM_SET_OPTION", client.AssertError(1047).ErrorMessage);
        }

        client.AssertAlive();
        Assert.IsEmpty(Rig.Primary.Connections);
    }

    [TestMethod]
    public void Set_option_is_forwarded_and_takes_effect_with_the_servers_answer()
    {
        TestClient client = Rig.LoggedIn();
        Rig.Primary.AgreesToSetup = false;
        client.Send(Wire.Packet(0, 0x1B, 0, 0));
        Assert.AreEqual("SET_OPTION 0", Rig.Primary.Latest.History.Single());
        Assert.IsFalse(client.Session.State.MultiStatements);
        Rig.Primary.Latest.Send(Wire.Eof(1));
        CollectionAssert.AreEqual(Wire.Eof(1), client.Take());
        Assert.IsTrue(client.Session.State.MultiStatements);

        client.Send(Wire.Packet(0, 0x1B, 1, 0));
        Rig.Primary.Latest.Send(Wire.Error(1, 1227, "42000", "no"));
        client.AssertError(1227);
        Assert.IsTrue(client.Session.State.MultiStatements, "the server refused");
    }

    [TestMethod]
    [DataRow("shop", "shop_real")]
    [DataRow("shop_real", "shop_real")]
    [DataRow("extra", "extra")]
    public void Init_db_reaches_the_server_with_the_real_schema(string named, string real)
    {
        Rig.Apply(Databases.Shop with { Schemas = ["extra"] });
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Command(0x02, named));
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        Assert.AreEqual($"INIT_DB {real}", Rig.Primary.Latest.History.Single());
        Assert.AreEqual(real, client.Session.State.Schema);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("mysql")]
    [DataRow("SHOP")]
    [DataRow("shop_real ")]
    public void Init_db_of_another_schema_is_refused_with_2905(string name)
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Command(0x02, name));
        Assert.AreEqual("Database is forbidden", client.AssertError(2905, sequence: 1).ErrorMessage);
        client.AssertAlive();
        Assert.IsEmpty(Rig.Primary.Connections);
    }

    [TestMethod]
    public void Init_db_that_the_server_refuses_changes_nothing()
    {
        Rig.Apply(Databases.Shop with { Schemas = ["*"] });
        TestClient client = Rig.LoggedIn();
        Rig.Primary.AgreesToSetup = false;
        client.Send(Wire.Command(0x02, "gone"));
        Rig.Primary.Latest.Send(Wire.Error(1, 1049, "42000", "Unknown database 'gone'"));
        client.AssertError(1049);
        Assert.AreEqual(Databases.Schema, client.Session.State.Schema);
    }

    [TestMethod]
    public void Init_db_over_64_KB_is_unknown()
    {
        TestClient client = Rig.LoggedIn();
        byte[] payload = new byte[70_000];
        payload[0] = 2;
        client.Send(Wire.LongCommand(payload));
        client.AssertError(1047, sequence: 1);
        client.AssertAlive();
    }

    [TestMethod]
    public void Statistics_is_forwarded_and_its_bare_text_comes_back()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Command(0x09));
        Assert.AreEqual("COM_9 ", Rig.Primary.Latest.History.Single());
        byte[] answer = Wire.Packet(1, "Uptime: 1  Threads: 2"u8);
        Rig.Primary.Latest.Send(answer);
        CollectionAssert.AreEqual(answer, client.Take());
        client.AssertAlive();
    }

    [TestMethod]
    public void Process_info_is_forwarded_to_the_primary()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Command(0x0A));
        Assert.AreEqual("COM_10 ", Rig.Primary.Latest.History.Single());
        Rig.Primary.Latest.Send(Wire.Value("x"));
        CollectionAssert.AreEqual(Wire.Value("x"), client.Take());
    }

    [TestMethod]
    public void Field_list_is_a_read_and_ends_with_EOF()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Command(0x04, "t\0"));
        Assert.AreEqual("COM_4 7400", Rig.Replica.Latest.History.Single());
        byte[] answer = [.. Wire.Packet(1, [3, .. "def"u8, 0, 1, (byte)'t', 1, (byte)'t', 0]), .. Wire.Eof(2)];
        Rig.Replica.Latest.Send(answer);
        CollectionAssert.AreEqual(answer, client.Take());
        client.AssertAlive();
    }

    [TestMethod]
    public void Reset_connection_without_a_server_is_answered_by_the_proxy()
    {
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Command(0x1F));
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        Assert.IsEmpty(Rig.Primary.Connections);
    }

    [TestMethod]
    public void Reset_connection_goes_to_the_primary_that_is_held_and_lets_the_replica_go()
    {
        TestClient client = Rig.LoggedIn();
        client.Read();
        client.Set("SET @a = NOW()");
        Assert.AreNotEqual(0, (int)client.Session.Pins);
        client.Send(Wire.Command(0x1F));
        Assert.AreEqual("RESET", Rig.Primary.Latest.History[^1]);
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        Assert.AreEqual(0, (int)client.Session.Pins);
        Assert.AreEqual("RESET", Rig.Replica.Latest.History[^1]);
        Assert.AreEqual(1, Rig.ReplicaPool.IdleCount);
        client.Read();
    }
}
