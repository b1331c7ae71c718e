using System.Data;
using System.Text;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlConnector;

/// <summary>Bulk copy and LOAD DATA LOCAL INFILE.</summary>
[TestClass]
public sealed class BulkTests : MySqlConnectorTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(40), d DATE NULL, b BLOB)";
    private const string Content = "SELECT COUNT(*), MIN(id), MAX(id), COUNT(d), MD5(GROUP_CONCAT(HEX(v) ORDER BY id)), SUM(LENGTH(b)) FROM t";

    [TestMethod]
    public Task A_table_is_copied() => this.Local(async session =>
    {
        var copy = new MySqlBulkCopy(session.Connection) { DestinationTableName = "t" };
        var result = await copy.WriteToServerAsync(Rows(1, 5000));
        session.Seen.Add($"{result.RowsInserted} rows, {result.Warnings.Count} warnings");
        await session.RunEachAsync("SET SESSION group_concat_max_len = 10000000", Content, "SELECT * FROM t WHERE id IN (1, 2, 7)");
    });

    [TestMethod]
    public Task Columns_are_mapped_with_an_expression() => this.Local(async session =>
    {
        var copy = new MySqlBulkCopy(session.Connection) { DestinationTableName = "t" };
        copy.ColumnMappings.Add(new MySqlBulkCopyColumnMapping(0, "id"));
        copy.ColumnMappings.Add(new MySqlBulkCopyColumnMapping(1, "@x", "v = CONCAT('<', @x, '>')"));
        var result = await copy.WriteToServerAsync(Rows(1, 10));
        session.Seen.Add($"{result.RowsInserted} rows");
        await session.RunAsync("SELECT * FROM t ORDER BY id");
    });

    [TestMethod]
    public Task A_copied_row_that_exists_is_an_error() => this.Local(async session =>
    {
        await session.RunAsync("INSERT INTO t VALUES (3, 'is there', NULL, NULL)");
        var copy = new MySqlBulkCopy(session.Connection) { DestinationTableName = "t" };
        await session.NoteErrorAsync(async () => await copy.WriteToServerAsync(Rows(1, 10)));
        await session.RunAsync("SELECT * FROM t ORDER BY id");
    });

    [TestMethod]
    public Task A_stream_is_loaded_with_skipped_lines_and_warnings() => this.Local(async session =>
    {
        var loader = Loader(session, "head\n1,\"a,b\",2024-02-29\n2,\"ü\",2024-13-01\n1,\"double\",\n3,c\n");
        loader.NumberOfLinesToSkip = 1;
        loader.ConflictOption = MySqlBulkLoaderConflictOption.Replace;
        await session.RunAsync("SET sql_mode = ''");
        session.Seen.Add($"{await loader.LoadAsync()} rows");
        await session.RunEachAsync("SHOW WARNINGS", "SELECT id, v, CAST(d AS CHAR) FROM t ORDER BY id");
    });

    [TestMethod]
    public Task A_file_of_many_megabytes_is_loaded() => this.Local(async session =>
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, Enumerable.Range(1, 400_000).Select(i => $"{i}\tvalue number {i}\t\\N\t{new string('b', i % 50)}"));
            var loader = new MySqlBulkLoader(session.Connection) { TableName = "t", FileName = file, Local = true, LineTerminator = "\n" };
            session.Seen.Add($"{await loader.LoadAsync()} rows");
        }
        finally
        {
            File.Delete(file);
        }

        await session.RunEachAsync("SET SESSION group_concat_max_len = 100000000", Content);
    });

    [TestMethod]
    public Task An_error_of_the_server_in_the_middle_of_a_load() => this.Local(async session =>
    {
        await session.RunAsync("CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW IF NEW.id = 500 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not this one'; END IF");
        var text = new StringBuilder();
        for (var i = 1; i < 200_000; i++)
            text.Append(i).Append(",\"v\",2024-01-01").Append('\n');
        await session.NoteErrorAsync(async () => await Loader(session, text.ToString()).LoadAsync());
        await session.RunAsync("SELECT COUNT(*) FROM t");
    });

    [TestMethod]
    public Task A_file_that_is_not_there() => this.Local(async session =>
    {
        var loader = new MySqlBulkLoader(session.Connection) { TableName = "t", FileName = "/nonexistent/file", Local = true };
        var error = await Assert.ThrowsAsync<MySqlException>(() => loader.LoadAsync());
        session.Seen.Add($"{error.Number} {error.Message} {error.InnerException?.GetType().Name}");
        await session.RunAsync("SELECT 'usable', COUNT(*) FROM t");
    });

    [TestMethod]
    public Task A_driver_that_allows_no_local_file_refuses_the_server_s_wish() => this.CompareAsync(
        async session =>
        {
            await session.NoteErrorAsync(() => session.RunAsync("LOAD DATA LOCAL INFILE '/nonexistent/file' INTO TABLE t"));
            session.Seen.Add($"{session.Connection.State}");
        },
        Table);

    [TestMethod]
    public Task A_load_within_a_transaction_is_rolled_back() => this.Local(async session =>
    {
        await using var transaction = await session.Connection.BeginTransactionAsync();
        var copy = new MySqlBulkCopy(session.Connection, transaction) { DestinationTableName = "t" };
        session.Seen.Add($"{(await copy.WriteToServerAsync(Rows(1, 100))).RowsInserted} rows");
        await transaction.RollbackAsync();
        await session.RunAsync("SELECT COUNT(*) FROM t");
    });

    private static MySqlBulkLoader Loader(CaseSession session, string text)
    {
        var loader = new MySqlBulkLoader(session.Connection)
        {
            TableName = "t",
            SourceStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
            Local = true,
            FieldTerminator = ",",
            LineTerminator = "\n",
            FieldQuotationCharacter = '"',
            FieldQuotationOptional = true,
            CharacterSet = "utf8mb4",
        };
        loader.Columns.AddRange(["id", "v", "d"]);
        return loader;
    }

    private static DataTable Rows(int first, int count)
    {
        var table = new DataTable();
        table.Columns.Add("id", typeof(int));
        table.Columns.Add("v", typeof(string));
        table.Columns.Add("d", typeof(DateTime));
        table.Columns.Add("b", typeof(byte[]));
        for (var id = first; id < first + count; id++)
        {
            table.Rows.Add(
                id, $"größe\t{id}\n\\", id % 3 == 0 ? DBNull.Value : new DateTime(2024, 1, 1).AddDays(id % 365), id % 5 == 0 ? DBNull.Value : new byte[] { 0, (byte)id, 10, 255 });
        }

        return table;
    }

    private Task Local(Func<CaseSession, Task> body) => this.CompareAsync(body, Table, settings => settings.AllowLoadLocalInfile = true);
}
