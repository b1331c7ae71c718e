namespace SceNettyProxy.EndToEnd.CommandLine;

/// <summary>The client's output formats and its options that change the protocol.</summary>
[TestClass]
public sealed class ClientOutputTests : ClientTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(30), n DECIMAL(8,3)); INSERT INTO t VALUES (1, 'eins', 1.5), (2, NULL, NULL), (3, 'tab\\there', -0.001), (4, 'new\\nline', 0), (5, '<ü & 日>', 99999.999)";
    private const string Select = "SELECT * FROM t ORDER BY id;";

    [TestMethod]
    public Task Batch_format_escapes_tabs_and_line_ends() => this.CompareAsync(Select, Table);

    [TestMethod]
    public Task Raw_format_escapes_nothing() => this.CompareAsync(Select, Table, "--batch --raw");

    [TestMethod]
    public Task Table_format_measures_every_column() => this.CompareAsync(Select, Table, "--table");

    [TestMethod]
    public Task Vertical_format() => this.CompareAsync(Select, Table, "--vertical");

    [TestMethod]
    public Task Xml_format() => this.CompareAsync(Select, Table, "--xml");

    [TestMethod]
    public Task Html_format() => this.CompareAsync(Select, Table, "--html");

    [TestMethod]
    public Task Silent_without_column_names() => this.CompareAsync(Select, Table, "--silent --silent --skip-column-names");

    [TestMethod]
    public Task Verbose_with_counts_after_every_statement() => this.CompareAsync(
        "INSERT INTO t VALUES (6, 'x', 1), (7, 'y', 2); UPDATE t SET n = 0; UPDATE t SET n = 0; DELETE FROM t WHERE id > 5; SELECT * FROM t WHERE 0; " + Select, Table, "-vvv");

    [TestMethod]
    public Task Column_types_as_the_client_prints_them() => this.CompareAsync(Select, Table, "--column-type-info --table");

    [TestMethod]
    public Task Rows_taken_one_by_one_from_the_connection() => this.CompareAsync(Select, Table, "--quick --batch");

    [TestMethod]
    public Task Binary_values_shown_as_hex() => this.CompareAsync("SELECT x'00ff41', BINARY 'abc', id FROM t;", Table, "--binary-as-hex --batch");

    [TestMethod]
    public Task A_compressed_connection_is_asked_for() => this.CompareAsync(Select, Table, "--compress --batch");

    [TestMethod]
    public Task The_go_and_g_terminators() => this.CompareAsync("SELECT 1\\G\nSELECT 2\\g\nDELIMITER //\nSELECT 3//\nDELIMITER ;\nSELECT 4;", Table);

    [TestMethod]
    public Task A_statement_given_as_an_option() => this.CompareAsync(string.Empty, Table, "--batch --execute=SELECT(7),CONNECTION_ID()>0");

    [TestMethod]
    public Task Long_values_in_every_row() => this.CompareAsync("SELECT id, REPEAT(CHAR(64 + id), 100000) FROM t;", Table);

    [TestMethod]
    public Task A_value_of_20_MB() => this.CompareAsync("SELECT REPEAT('z', 20000000) FROM t WHERE id = 1; SELECT 'after';", Table);

    [TestMethod]
    public Task A_value_of_20_MB_to_the_server() => this.CompareAsync(
        $"CREATE TABLE big (v LONGTEXT); INSERT INTO big VALUES ('{new string('w', 20_000_000)}'); SELECT LENGTH(v), MD5(v) FROM big; SELECT v FROM big;");

    [TestMethod]
    public Task A_million_rows() => this.CompareAsync("SELECT seq, MD5(seq) FROM seq_1_to_1000000;", options: "--batch --quick");

    [TestMethod]
    public Task A_safe_updates_session_refuses_a_wide_delete() => this.CompareFailingAsync("SELECT * FROM t; DELETE FROM t;", Table, "--safe-updates --batch");

    [TestMethod]
    public Task Strange_and_long_column_names() => this.CompareAsync(
        $"SELECT 1 AS `{new string('c', 64)}`, 2 AS ` `, 3 AS `a|b`, 4 AS `日本`, 5 AS `select` FROM t LIMIT 1;", Table, "--table");

    [TestMethod]
    public Task An_empty_result_in_table_format() => this.CompareAsync("SELECT * FROM t WHERE id > 100;", Table, "--table -vvv");
}
