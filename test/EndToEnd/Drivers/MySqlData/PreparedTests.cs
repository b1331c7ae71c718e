namespace SceNettyProxy.EndToEnd.Drivers.MySqlData;

/// <summary>Statements that MySql.Data prepares on the server.</summary>
[TestClass]
public sealed class PreparedTests : MySqlDataTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v INT, s VARCHAR(40)); INSERT INTO t (v, s) VALUES (1, 'one'), (2, 'two'), (3, NULL)";

    [TestMethod]
    public Task One_statement_runs_with_changing_values() => this.CompareAsync(
        session => session.RunPreparedAsync("SELECT id, v, s FROM t WHERE id >= @p1 AND s LIKE @p2 ORDER BY id", [1, "%"], [2, "%w%"], [9, "x"], [1, null]), Table);
}
