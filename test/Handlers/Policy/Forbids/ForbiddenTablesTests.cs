using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Policy.Forbids;

/// <summary>Which statements a forbid of one table hits. The database's schema is <c>shop_real</c>.</summary>
[TestClass]
public sealed class ForbiddenTablesTests : ForbidTest
{
    [TestMethod]
    [DataRow("SELECT * FROM orders", "SELECT")]
    [DataRow("SELECT * FROM `orders`", "SELECT")]
    [DataRow("SELECT * FROM ORDERS", "SELECT")]
    [DataRow("SELECT * FROM shop_real.orders", "SELECT")]
    [DataRow("SELECT * FROM `shop_real` . `orders` o", "SELECT")]
    [DataRow("SELECT * FROM a, orders", "SELECT")]
    [DataRow("SELECT * FROM a JOIN (b CROSS JOIN orders) USING (id)", "SELECT")]
    [DataRow("SELECT 1 WHERE 1 IN (SELECT id FROM orders)", "SELECT")]
    [DataRow("SELECT (SELECT MAX(id) FROM orders)", "SELECT")]
    [DataRow("SELECT 1 UNION SELECT id FROM orders", "SELECT")]
    [DataRow("WITH c AS (SELECT * FROM orders) SELECT * FROM c", "SELECT")]
    [DataRow("INSERT INTO a SELECT * FROM orders", "SELECT")]
    [DataRow("INSERT INTO a SELECT * FROM orders", "INSERT")]
    [DataRow("UPDATE a, orders SET a.x = 1", "UPDATE")]
    [DataRow("UPDATE orders o SET o.x = 1", "UPDATE")]
    [DataRow("DELETE FROM orders", "DELETE")]
    [DataRow("DELETE o FROM orders o JOIN a ON a.id = o.id", "DELETE")]
    [DataRow("DELETE FROM a USING a JOIN orders", "DELETE")]
    [DataRow("TRUNCATE orders", "DELETE")]
    [DataRow("DROP TABLE a, orders", "DROP")]
    [DataRow("DROP DATABASE shop_real", "DROP")]
    [DataRow("RENAME TABLE orders TO b", "INSERT")]
    [DataRow("ALTER TABLE orders RENAME TO b", "INSERT")]
    [DataRow("ALTER TABLE orders EXCHANGE PARTITION p WITH TABLE b", "INSERT")]
    [DataRow("LOAD DATA INFILE 'f' INTO TABLE orders", "INSERT")]
    [DataRow("EXPLAIN SELECT * FROM orders", "SELECT")]
    [DataRow("DESC orders", "SHOW")]
    [DataRow("SHOW COLUMNS FROM orders", "SHOW")]
    [DataRow("SHOW CREATE TABLE orders", "SHOW")]
    [DataRow("/*!50000 SELECT * FROM orders */", "SELECT")]
    [DataRow("SELECT * FROM a /*!50000 , orders */", "SELECT")]
    [DataRow("PREPARE p FROM 'SELECT * FROM orders'", "SELECT")]
    [DataRow("EXECUTE IMMEDIATE 'SELECT * FROM orders'", "SELECT")]
    [DataRow("EXECUTE p", "SELECT")]
    [DataRow("BEGIN NOT ATOMIC SELECT * FROM orders; END", "SELECT")]
    [DataRow("SELECT 1; SELECT * FROM orders", "SELECT")]
    [DataRow("SELECT * FROM orders", "ALL")]
    [DataRow("SET STATEMENT max_statement_time = 1 FOR SELECT * FROM orders", "SELECT")]
    public void A_statement_on_the_table_is_refused(string sql, string verb)
    {
        TestClient client = Rig.LoggedIn(MultiClient);
        ForbidTable("orders", verb);
        AssertRefused(client, sql);
        client.AssertAlive();
    }

    [TestMethod]
    [DataRow("SELECT * FROM other.orders", "SELECT")]
    [DataRow("SELECT orders FROM t", "SELECT")]
    [DataRow("SELECT t.orders FROM t AS t", "SELECT")]
    [DataRow("SELECT * FROM t AS orders", "SELECT")]
    [DataRow("SELECT orders.a FROM t orders", "SELECT")]
    [DataRow("WITH orders AS (SELECT 1) SELECT * FROM orders", "SELECT")]
    [DataRow("SELECT 'orders', \"FROM orders\" /* FROM orders */", "SELECT")]
    [DataRow("SELECT * FROM orders_old", "SELECT")]
    [DataRow("SELECT * FROM `orders `", "SELECT")]
    [DataRow("SELECT * FROM orders", "INSERT")]
    [DataRow("INSERT INTO a (orders) VALUES (1)", "INSERT")]
    [DataRow("ALTER TABLE orders RENAME COLUMN a TO b", "INSERT")]
    [DataRow("DROP DATABASE shop_real", "INSERT")]
    [DataRow("SELECT 1", "ALL")]
    [DataRow("COMMIT", "ALL")]
    [DataRow("USE shop", "ALL")]
    public void A_statement_that_only_looks_like_it_passes(string sql, string verb)
    {
        TestClient client = Rig.LoggedIn(MultiClient);
        ForbidTable("orders", verb);
        if (sql != "USE shop")
        {
            AssertPasses(client, sql);
            return;
        }

        client.Query(sql);
        Assert.Contains("QUERY USE `shop_real`", Rig.Primary.History);
    }

    [TestMethod]
    public void A_forbidden_table_of_another_schema_is_known_by_its_full_name()
    {
        Rig.Apply(Databases.Shop with { Schemas = ["other"] });
        TestClient client = Rig.LoggedIn(MultiClient);
        ForbidTable("other.orders", "SELECT");
        AssertPasses(client, "SELECT * FROM orders");
        AssertRefused(client, "SELECT * FROM other.orders");
        AssertRefused(client, "USE other; SELECT * FROM orders");
        client.Query("USE other");
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.IsTrue(client.TakePacket().IsOk);
        AssertRefused(client, "SELECT * FROM orders");
        AssertPasses(client, "SELECT * FROM shop_real.orders");
    }

    [TestMethod]
    public void Case_counts_where_the_server_says_so()
    {
        TestClient client = Rig.LoggedIn();
        ForbidTable("orders", "SELECT");
        Rig.Registry.Find(Databases.Name)!.LearnTableNames(0);
        AssertPasses(client, "SELECT * FROM ORDERS");
        AssertRefused(client, "SELECT * FROM orders");
    }

    [TestMethod]
    [DataRow("0", false)]
    [DataRow("1", true)]
    public void A_server_tells_at_the_login_whether_case_counts(string variable, bool folds)
    {
        Rig.Primary.SqlModeAnswer = Wire.Rows([["MODE", variable]]);
        Rig.LoggedIn().Write();
        Assert.AreEqual(folds, Rig.Registry.Find(Databases.Name)!.FoldsTableNames);
    }

    [TestMethod]
    public void A_name_in_another_character_set_than_utf8_may_be_any_that_is_not_ascii()
    {
        TestClient client = Rig.LoggedIn();
        ForbidTable("été", "SELECT");
        AssertRefused(client, "SELECT * FROM été");
        client.Send(Wire.Packet(0, [3, .. "SELECT * FROM "u8, 0xE9, (byte)'t', 0xE9]));
        client.AssertError(2910);
        AssertPasses(client, "SELECT * FROM ete");
    }

    [TestMethod]
    [DataRow("orders\0", true)]
    [DataRow("orders", true)]
    [DataRow("Orders\0%", true)]
    [DataRow("order\0orders", false)]
    public void The_columns_of_the_table_are_refused_to_the_command_too(string argument, bool isRefused)
    {
        TestClient client = Rig.LoggedIn();
        ForbidTable("orders", "SHOW");
        client.Send(Wire.Command(0x04, argument));
        List<RawPacket> answers = client.TakePackets();
        Assert.AreEqual(isRefused, answers is [{ ErrorCode: 2910 }]);
    }
}
