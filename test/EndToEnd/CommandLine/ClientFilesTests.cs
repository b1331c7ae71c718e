using System.Text;

namespace SceNettyProxy.EndToEnd.CommandLine;

/// <summary>LOAD DATA LOCAL INFILE: the client sends a file of its own.</summary>
[TestClass]
public sealed class ClientFilesTests : ClientTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(30), n TINYINT)";
    private const string Content = "SELECT COUNT(*), SUM(id), MIN(v), MAX(v), SUM(n) FROM t;";
    private const string Options = "--local-infile --show-warnings -vvv --batch";

    private string folder = string.Empty;

    [TestInitialize]
    public void MakeFolder() => this.folder = Directory.CreateTempSubdirectory("e2e-files").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(this.folder, recursive: true);

    [TestMethod]
    public Task Rows_in_the_usual_format() => this.CompareAsync(
        $"LOAD DATA LOCAL INFILE '{this.FileOf(50_000, n => $"{n}\tvalue ü {n}\t{n % 100}\n")}' INTO TABLE t; {Content}", Table, Options);

    [TestMethod]
    public Task Rows_with_separators_of_their_own_and_computed_columns() => this.CompareAsync(
        $"LOAD DATA LOCAL INFILE '{this.FileOf(100, n => $"\"{n}\";\"a;\"\"{n}\";\\N\r\n")}' INTO TABLE t FIELDS TERMINATED BY ';' ENCLOSED BY '\"' LINES TERMINATED BY '\\r\\n' IGNORE 1 LINES (id, v, @n) SET n = COALESCE(@n, 7); SELECT * FROM t;",
        Table,
        Options);

    [TestMethod]
    public Task Rows_that_do_not_fit_give_warnings() => this.CompareAsync(
        $"LOAD DATA LOCAL INFILE '{this.FileOf(20, n => $"{n % 15}\t{new string('w', n * 2)}\t{n * 10}\tmore\n")}' INTO TABLE t; SELECT * FROM t;", Table, Options);

    [TestMethod]
    public Task A_file_longer_than_a_packet_of_the_protocol() => this.CompareAsync(
        $"CREATE TABLE big (v LONGTEXT); LOAD DATA LOCAL INFILE '{this.FileOf(2, n => new string((char)('a' + n), 20_000_000) + "\n")}' INTO TABLE big; SELECT LENGTH(v), MD5(v) FROM big;",
        options: Options);

    [TestMethod]
    public Task An_empty_file() => this.CompareAsync($"LOAD DATA LOCAL INFILE '{this.FileOf(0, _ => string.Empty)}' INTO TABLE t; {Content}", Table, Options);

    [TestMethod]
    public Task A_file_that_does_not_exist() => this.CompareFailingAsync(
        $"LOAD DATA LOCAL INFILE '{this.folder}/nosuch' INTO TABLE t; {Content}", Table, "--force " + Options);

    [TestMethod]
    public Task A_table_that_does_not_exist() => this.CompareFailingAsync(
        $"LOAD DATA LOCAL INFILE '{this.FileOf(1000, n => $"{n}\n")}' INTO TABLE nosuch; {Content}", Table, "--force " + Options);

    [TestMethod]
    public Task A_client_that_sends_no_files() => this.CompareFailingAsync(
        $"LOAD DATA LOCAL INFILE '{this.FileOf(10, n => $"{n}\n")}' INTO TABLE t; {Content}", Table, "--local-infile=0 --force --batch");

    [TestMethod]
    public Task Files_under_compression_in_a_transaction() => this.CompareAsync(
        $"BEGIN; LOAD DATA LOCAL INFILE '{this.FileOf(50_000, n => $"{n}\tvalue {n}\t1\n")}' INTO TABLE t; {Content} ROLLBACK; {Content}", Table, "--compress --skip-ssl " + Options);

    private string FileOf(int lines, Func<int, string> line)
    {
        var content = new StringBuilder();
        for (var n = 0; n < lines; n++)
            content.Append(line(n));
        var file = Path.Combine(this.folder, "rows");
        File.WriteAllText(file, content.ToString());
        return file;
    }
}
