using System.Data;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlConnector;

/// <summary>What the driver and ADO.NET find out about the schema.</summary>
[TestClass]
public sealed class SchemaTests : MySqlConnectorTest
{
    private const string Objects = """
        CREATE TABLE t (id INT UNSIGNED PRIMARY KEY AUTO_INCREMENT, s VARCHAR(20) NOT NULL DEFAULT 'x', d DECIMAL(8,2), KEY k (s, d)) COMMENT 'a table';
        CREATE TABLE u (t_id INT UNSIGNED, CONSTRAINT fk FOREIGN KEY (t_id) REFERENCES t (id) ON DELETE CASCADE);
        CREATE VIEW w AS SELECT id FROM t; CREATE PROCEDURE p(IN a INT, OUT b INT) SET b = a;
        INSERT INTO t (s, d) VALUES ('a', 1.5), ('b', NULL)
        """;

    [TestMethod]
    [DataRow("Tables")]
    [DataRow("Columns")]
    [DataRow("Views")]
    [DataRow("Procedures")]
    [DataRow("Parameters")]
    [DataRow("IndexColumns")]
    [DataRow("Indexes")]
    [DataRow("Foreign Keys")]
    [DataRow("KeyColumnUsage")]
    [DataRow("Databases")]
    [DataRow("Engines")]
    [DataRow("CharacterSets")]
    [DataRow("DataTypes")]
    [DataRow("ReservedWords")]
    [DataRow("MetaDataCollections")]
    [DataRow("Restrictions")]
    public Task A_collection_of_the_schema(string collection) => this.CompareAsync(
        async session =>
        {
            using var table = await session.Connection.GetSchemaAsync(collection);
            session.Seen.Add(SchemaText.Columns(table));
            foreach (var row in SchemaText.Rows(table))
                session.Seen.Add(row);
        },
        Objects);

    [TestMethod]
    public Task A_reader_for_keys_only_describes_its_columns() => this.CompareAsync(
        async session =>
        {
            await using var reader = await session.CreateCommand("SELECT * FROM t").ExecuteReaderAsync(CommandBehavior.KeyInfo | CommandBehavior.SchemaOnly);
            using var table = reader.GetSchemaTable()!;
            session.Seen.Add(SchemaText.Columns(table));
            foreach (DataRow row in table.Rows)
                session.Seen.Add(string.Join(", ", row.ItemArray.Select(ValueText.Of)));
        },
        Objects);

    [TestMethod]
    public Task An_adapter_fills_changes_and_writes_back() => this.CompareAsync(
        async session =>
        {
            using var adapter = new MySqlDataAdapter("SELECT id, s, d FROM t ORDER BY id", session.Connection);
            using var builder = new MySqlCommandBuilder(adapter);
            using var table = new DataTable();
            session.Seen.Add($"filled {adapter.Fill(table)}");
            table.Rows[0]["s"] = "changed";
            table.Rows[1].Delete();
            table.Rows.Add(100, "new", 7.25m);
            session.Seen.Add($"updated {adapter.Update(table)}");
            await session.RunAsync("SELECT * FROM t ORDER BY id");
        },
        Objects);

    [TestMethod]
    public Task The_server_tells_its_version() => this.CompareAsync(async session =>
    {
        session.Seen.Add(session.Connection.ServerVersion);
        session.Seen.Add($"{await session.Connection.PingAsync()}");
        await session.RunAsync("SELECT VERSION()");
    });
}
