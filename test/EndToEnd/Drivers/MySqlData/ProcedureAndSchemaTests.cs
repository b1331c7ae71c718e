using System.Data;
using MySql.Data.MySqlClient;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlData;

/// <summary>Stored programs, and what the driver finds out about the schema.</summary>
[TestClass]
public sealed class ProcedureAndSchemaTests : MySqlDataTest
{
    private const string Programs = """
        CREATE TABLE t (id INT UNSIGNED PRIMARY KEY AUTO_INCREMENT, v INT, s VARCHAR(20) NOT NULL DEFAULT 'x', KEY k (v)); INSERT INTO t (v) VALUES (10), (20);
        CREATE TABLE u (t_id INT UNSIGNED, CONSTRAINT fk FOREIGN KEY (t_id) REFERENCES t (id) ON DELETE CASCADE);
        CREATE PROCEDURE p(IN a INT, INOUT b DECIMAL(10,3), OUT c VARCHAR(20), OUT d DATETIME, OUT n INT)
        BEGIN
          SELECT id, v FROM t WHERE id >= a ORDER BY id; UPDATE t SET v = v + a; SELECT 'second' AS s;
          SET b = b * 2, c = CONCAT('ü', a), d = '2024-02-29 01:02:03';
        END;
        CREATE FUNCTION f(a INT, s VARCHAR(10)) RETURNS VARCHAR(30) DETERMINISTIC RETURN CONCAT(s, a * 2);
        CREATE PROCEDURE bad() BEGIN SELECT 1; SIGNAL SQLSTATE '45001' SET MESSAGE_TEXT = 'on purpose', MYSQL_ERRNO = 5000; END;
        CREATE VIEW w AS SELECT id FROM t
        """;

    [TestMethod]
    public Task Parameters_in_all_directions_beside_results() => this.CompareAsync(session => CallAsync(session, prepare: false), Programs);

    [TestMethod]
    public Task The_same_call_prepared() => this.CompareAsync(session => CallAsync(session, prepare: true), Programs);

    [TestMethod]
    public Task The_return_value_of_a_function() => this.CompareAsync(
        async session =>
        {
            await using var command = session.CreateCommand("f", ("@a", 21), ("@s", "is "));
            command.CommandType = CommandType.StoredProcedure;
            var result = command.Parameters.Add("@result", MySqlDbType.VarChar);
            result.Direction = ParameterDirection.ReturnValue;
            await command.ExecuteNonQueryAsync();
            session.Seen.Add(ValueText.Of(result.Value));
        },
        Programs);

    [TestMethod]
    public Task A_procedure_that_signals_behind_a_result() => this.CompareAsync(
        async session =>
        {
            await session.FailAsync("CALL bad()");
            await session.NoteErrorAsync(() => session.RunPreparedAsync("CALL bad()"));
            await session.RunAsync("SELECT 'usable'");
        },
        Programs);

    [TestMethod]
    public Task The_driver_learns_the_parameters() => this.CompareAsync(
        async session =>
        {
            await using var command = session.CreateCommand("p");
            command.CommandType = CommandType.StoredProcedure;
            MySqlCommandBuilder.DeriveParameters(command);
            foreach (MySqlParameter parameter in command.Parameters)
                session.Seen.Add($"{parameter.ParameterName} {parameter.Direction} {parameter.MySqlDbType} {parameter.Size} {parameter.Precision} {parameter.Scale}");
        },
        Programs);

    [TestMethod]
    [DataRow("Tables")]
    [DataRow("Columns")]
    [DataRow("Views")]
    [DataRow("Indexes")]
    [DataRow("IndexColumns")]
    [DataRow("Foreign Keys")]
    [DataRow("Foreign Key Columns")]
    [DataRow("Procedures")]
    [DataRow("Procedure Parameters")]
    [DataRow("Databases")]
    [DataRow("DataTypes")]
    [DataRow("DataSourceInformation")]
    [DataRow("MetaDataCollections")]
    public Task A_collection_of_the_schema(string collection) => this.CompareAsync(
        async session =>
        {
            using var table = await session.Connection.GetSchemaAsync(collection, collection is "Databases" ? [SharedServers.Schema] : [null, SharedServers.Schema]);
            session.Seen.Add(SchemaText.Columns(table));
            foreach (var row in SchemaText.Rows(table))
                session.Seen.Add(row);
        },
        Programs);

    [TestMethod]
    public Task A_whole_table_without_a_statement() => this.CompareAsync(
        async session =>
        {
            await using var command = session.CreateCommand("t");
            command.CommandType = CommandType.TableDirect;
            await session.ExecuteAsync(command);
        },
        Programs);

    [TestMethod]
    public Task An_adapter_fills_changes_and_writes_back() => this.CompareAsync(
        async session =>
        {
            using var adapter = new MySqlDataAdapter("SELECT id, v, s FROM t ORDER BY id", session.Connection);
            using var builder = new MySqlCommandBuilder(adapter);
            using var table = new DataTable();
            session.Seen.Add($"filled {adapter.Fill(table)}");
            table.Rows[0]["s"] = "changed";
            table.Rows[1].Delete();
            table.Rows.Add(100, 7, "new");
            session.Seen.Add($"updated {adapter.Update(table)}");
            await session.RunAsync("SELECT * FROM t ORDER BY id");
        },
        Programs);

    [TestMethod]
    public Task A_reader_describes_its_columns() => this.CompareAsync(
        async session =>
        {
            await using var reader = await session.CreateCommand("SELECT t.*, v + 1 AS sum FROM t").ExecuteReaderAsync();
            using var table = reader.GetSchemaTable()!;
            session.Seen.Add(SchemaText.Columns(table));
            foreach (DataRow row in table.Rows)
                session.Seen.Add(string.Join(", ", row.ItemArray.Select(ValueText.Of)));
        },
        Programs);

    private static async Task CallAsync(MySqlDataSession session, bool prepare)
    {
        await using var command = session.CreateCommand("p", ("@a", 1), ("@b", 1.5m));
        command.CommandType = CommandType.StoredProcedure;
        command.Parameters["@b"].Direction = ParameterDirection.InputOutput;
        command.Parameters.Add("@c", MySqlDbType.VarChar).Direction = ParameterDirection.Output;
        command.Parameters.Add("@d", MySqlDbType.DateTime).Direction = ParameterDirection.Output;
        command.Parameters.Add("@n", MySqlDbType.Int32).Direction = ParameterDirection.Output;
        if (prepare)
            await command.PrepareAsync();
        for (var round = 0; round < 2; round++)
        {
            await session.ExecuteAsync(command);
            session.Seen.Add(string.Join(", ", command.Parameters.Cast<MySqlParameter>().Select(parameter => ValueText.Of(parameter.Value))));
        }
    }
}
