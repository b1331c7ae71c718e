using System.Text;
using MySql.Data.MySqlClient;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlData;

/// <summary>LOAD DATA LOCAL INFILE through the driver's loader, and scripts.</summary>
[TestClass]
public sealed class BulkTests : MySqlDataTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(40), d DATE NULL)";

    [TestMethod]
    public Task A_stream_is_loaded_with_skipped_lines_and_warnings() => this.Local(async session =>
    {
        var loader = Loader(session);
        loader.NumberOfLinesToSkip = 1;
        loader.ConflictOption = MySqlBulkLoaderConflictOption.Replace;
        await session.RunAsync("SET sql_mode = ''");
        session.Seen.Add($"{await loader.LoadAsync(Text("head\n1,\"a,b\",2024-02-29\n2,\"ü\",2024-13-01\n1,\"double\",\n3,c\n"))} rows");
        await session.RunEachAsync("SHOW WARNINGS", "SELECT id, v, CAST(d AS CHAR) FROM t ORDER BY id");
    });

    [TestMethod]
    public Task A_file_is_loaded_with_expressions() => this.Local(async session =>
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, Enumerable.Range(1, 50_000).Select(i => $"{i},value {i}"));
            var loader = Loader(session);
            loader.FileName = file;
            loader.Columns.Clear();
            loader.Columns.AddRange(["id", "@v"]);
            loader.Expressions.Add("v = UPPER(@v)");
            session.Seen.Add($"{await loader.LoadAsync()} rows");
        }
        finally
        {
            File.Delete(file);
        }

        await session.RunEachAsync("SELECT COUNT(*), SUM(id), MIN(v), MAX(v) FROM t", "SELECT * FROM t WHERE id IN (1, 777)");
    });

    [TestMethod]
    public Task An_error_of_the_server_in_the_middle_of_a_load() => this.Local(async session =>
    {
        await session.RunAsync("CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW IF NEW.id = 500 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not this one'; END IF");
        var text = string.Concat(Enumerable.Range(1, 100_000).Select(i => $"{i},\"v\",2024-01-01\n"));
        await session.NoteErrorAsync(() => Loader(session).LoadAsync(Text(text)));
        await session.RunAsync("SELECT COUNT(*) FROM t");
    });

    [TestMethod]
    public Task A_driver_that_allows_no_local_file_refuses_the_server_s_wish() => this.CompareAsync(
        session => session.NoteErrorAsync(() => session.RunAsync("LOAD DATA LOCAL INFILE '/nonexistent/file' INTO TABLE t")), Table);

    [TestMethod]
    public Task A_script_with_its_own_delimiter() => this.CompareAsync(
        async session =>
        {
            var script = new MySqlScript(session.Connection, """
                DELIMITER //
                CREATE PROCEDURE p() BEGIN INSERT INTO t VALUES (1, 'a;b', NULL); SELECT 'inside'; END//
                CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN a * 2//
                DELIMITER ;
                CALL p(); INSERT INTO t VALUES (2, 'c', NULL);
                """);
            script.StatementExecuted += (_, statement) => session.Seen.Add($"{statement.Line}:{statement.Position} {statement.StatementText}");
            session.Seen.Add($"{await script.ExecuteAsync()} statements");
            await session.RunEachAsync("SELECT * FROM t", "SELECT f(21)");
        },
        Table);

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private static MySqlBulkLoader Loader(MySqlDataSession session)
    {
        var loader = new MySqlBulkLoader(session.Connection)
        {
            TableName = "t",
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

    private Task Local(Func<MySqlDataSession, Task> body) => this.CompareAsync(body, Table, settings => settings.AllowLoadLocalInfile = true);
}
