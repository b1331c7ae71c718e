using System.Data;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Driver;

/// <summary>Results of unusual shape and size, counts, and metadata.</summary>
[TestClass]
public sealed class ResultShapeTests : ComparedTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v INT UNIQUE, w VARCHAR(20) NOT NULL DEFAULT 'x', KEY k (w)) COMMENT='a table'; INSERT INTO t (v) VALUES (1), (2), (3)";

    [TestMethod]
    public Task An_empty_result_set_has_its_columns() => this.CompareReplicaReadAsync(session => session.RunAsync("SELECT * FROM t WHERE 1 = 0"), Table);

    [TestMethod]
    public Task A_thousand_columns() => this.CompareReplicaReadAsync(session => session.RunAsync(
        "SELECT " + string.Join(", ", Enumerable.Range(1, 1000).Select(n => $"{n} AS c{n}")) + " FROM t"), Table);

    [TestMethod]
    public Task Column_names_that_are_long_doubled_or_strange() => this.CompareReplicaReadAsync(session => session.RunAsync(
        $"SELECT 1 AS `{new string('n', 64)}`, 2 AS a, 3 AS a, 4 AS ` `, 5 AS `select`, 6 AS `日本語`, v + 1 FROM t LIMIT 1"), Table);

    [TestMethod]
    public Task Changed_rows_are_counted_by_default_as_found() => this.CompareAsync(
        session => session.RunEachAsync("UPDATE t SET w = 'x'", "UPDATE t SET w = 'y' WHERE v > 1", "SELECT ROW_COUNT()"), Table);

    [TestMethod]
    public Task Changed_rows_are_counted_as_changed_without_the_found_rows_flag() => this.CompareAsync(
        session => session.RunEachAsync("UPDATE t SET w = 'x'", "UPDATE t SET w = 'y' WHERE v > 1", "SELECT ROW_COUNT()"),
        Table,
        settings => settings.UseAffectedRows = true);

    [TestMethod]
    public Task Found_rows_counts_without_the_limit() => this.CompareAsync(
        session => session.RunEachAsync("SELECT SQL_CALC_FOUND_ROWS id FROM t LIMIT 1", "SELECT FOUND_ROWS()", "SELECT id FROM t", "SELECT FOUND_ROWS()"), Table);

    [TestMethod]
    public Task Several_statements_give_several_results() => this.CompareAsync(
        session => session.RunAsync("SELECT 1; INSERT INTO t (v) VALUES (10), (11); SELECT COUNT(*) FROM t; SELECT * FROM t WHERE 0; DELETE FROM t"), Table);

    [TestMethod]
    public Task A_batch_of_reads_alone() => this.CompareAsync(session => session.RunAsync("SELECT v FROM t; SELECT w FROM t; SELECT 3"), Table);

    [TestMethod]
    public Task A_batch_ends_at_its_first_error() => this.CompareAsync(
        async session =>
        {
            await session.FailAsync("INSERT INTO t (v) VALUES (20); INSERT INTO t (v) VALUES (20); INSERT INTO t (v) VALUES (21)");
            await session.RunAsync("SELECT v FROM t ORDER BY v");
        },
        Table);

    [TestMethod]
    public Task A_value_of_20_MB_from_the_server() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT REPEAT(CHAR(64 + v), 20000000), v FROM t"), Table);

    [TestMethod]
    public Task A_value_of_20_MB_to_the_server_and_back() => this.CompareAsync(async session =>
    {
        var bytes = new byte[20_000_000];
        new Random(7).NextBytes(bytes);
        await session.RunAsync("CREATE TABLE big (b LONGBLOB)");
        await session.RunAsync("INSERT INTO big VALUES (@b)", ("b", bytes));
        await session.RunAsync("SELECT b, LENGTH(b), MD5(b) FROM big");
    });

    // The row's payload is the value and four bytes of length: around 16,777,215 bytes it fills exactly one packet, which
    // an empty second one must follow.
    [TestMethod]
    [DataRow(16_777_210)]
    [DataRow(16_777_211)]
    [DataRow(16_777_212)]
    [DataRow(33_554_426)]
    public Task A_row_that_just_fills_a_packet(int length) => this.CompareReplicaReadAsync(
        session => session.RunEachAsync($"SELECT REPEAT('p', {length}) FROM t WHERE v = 1", "SELECT 'after'"), Table);

    // The command's payload is its byte, the text around the value, and the value. At exactly 16,777,215 bytes this driver
    // leaves out the empty packet that must follow and hangs with any server; RawProtocolTests covers that length.
    [TestMethod]
    [DataRow(16_777_214)]
    [DataRow(16_777_216)]
    public Task A_command_that_just_fills_a_packet(int payloadLength) => this.CompareAsync(async session =>
    {
        const string Before = "SELECT LENGTH('", After = "')";
        await session.RunAsync(Before + new string('q', payloadLength - 1 - Before.Length - After.Length) + After);
        await session.RunAsync("SELECT 'after'");
    });

    [TestMethod]
    public Task A_million_rows() => this.CompareReplicaReadAsync(session => session.DigestAsync(
        "SELECT seq, CONCAT('row ', seq), IF(seq % 7, seq * 1.5, NULL), MD5(seq) FROM seq_1_to_1000000"));

    [TestMethod]
    public Task A_reader_closed_after_its_first_row_leaves_the_session_usable() => this.CompareAsync(async session =>
    {
        await using (var reader = await session.CreateCommand("SELECT seq FROM seq_1_to_50000", []).ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            session.Seen.Add($"first {reader.GetValue(0)}");
        }

        await session.RunAsync("SELECT 'next'");
    });

    [TestMethod]
    public Task Column_metadata_with_types_lengths_and_keys() => this.CompareReplicaReadAsync(
        async session =>
        {
            await using var reader = await session.CreateCommand("SELECT t.*, v + 1 AS sum, NULL AS n, 'x' AS s FROM t", []).ExecuteReaderAsync();
            foreach (var column in await reader.GetColumnSchemaAsync())
            {
                session.Seen.Add($"{column.ColumnName} {column.BaseSchemaName}.{column.BaseTableName}.{column.BaseColumnName} {column.DataTypeName} " +
                    $"size {column.ColumnSize} {column.NumericPrecision} {column.NumericScale} null {column.AllowDBNull} key {column.IsKey} " +
                    $"unique {column.IsUnique} auto {column.IsAutoIncrement} long {column.IsLong} alias {column.IsAliased} expression {column.IsExpression}");
            }
        },
        Table);

    [TestMethod]
    public Task The_driver_s_own_look_at_the_schema() => this.CompareAsync(
        async session =>
        {
            using var columns = await session.Connection.GetSchemaAsync("Columns");
            foreach (DataRow row in columns.Rows)
            {
                if (row["TABLE_SCHEMA"] is SharedServers.Schema)
                    session.Seen.Add($"{row["TABLE_NAME"]}.{row["COLUMN_NAME"]} {row["DATA_TYPE"]} {row["COLUMN_DEFAULT"]}");
            }
        },
        Table);

    [TestMethod]
    public Task Warnings_can_be_asked_for_after_a_statement() => this.CompareAsync(
        async session =>
        {
            await session.RunAsync("SELECT 1 + 'abc', 1 / 0, CAST('12x' AS SIGNED)");
            await session.RunEachAsync("SHOW WARNINGS", "SHOW COUNT(*) WARNINGS", "SELECT @@warning_count", "SELECT 1", "SHOW WARNINGS");
            await session.RunEachAsync("DROP TABLE IF EXISTS nosuch", "SHOW WARNINGS LIMIT 1");
            await session.FailAsync("SELECT * FROM nosuch");
            await session.RunEachAsync("SHOW ERRORS", "SELECT @@error_count");
        },
        Table);

    [TestMethod]
    public Task Warnings_of_a_read_come_from_the_server_that_gave_them() => this.CompareReplicaReadAsync(
        session => session.RunEachAsync("SELECT v + 'abc' FROM t", "SHOW WARNINGS", "GET DIAGNOSTICS @n = NUMBER", "SHOW COUNT(*) WARNINGS", "SELECT CAST(@n AS CHAR)"), Table);

    [TestMethod]
    public Task An_aggregate_over_nothing_and_a_value_as_scalar() => this.CompareReplicaReadAsync(
        async session =>
        {
            session.Seen.Add(ValueText.Of(await session.ScalarAsync("SELECT SUM(v) FROM t WHERE 0")));
            session.Seen.Add(ValueText.Of(await session.ScalarAsync("SELECT SUM(v) FROM t")));
            session.Seen.Add(ValueText.Of(await session.ScalarAsync("SELECT v FROM t WHERE 0")));
        },
        Table);
}
