using System.Data;
using MySqlConnector;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlConnector;

/// <summary>What MySqlConnector cannot do on the server itself: listed with its error, and no compared case.</summary>
[TestClass]
public sealed class UnsupportedTests : MySqlConnectorTest
{
    [TestMethod]
    public Task A_server_side_cursor() => this.CannotAsync(
        "CommandType.TableDirect, the ADO.NET way to a cursor over a table",
        "CommandType must be Text or StoredProcedure",
        async session =>
        {
            await using var command = session.CreateCommand("t");
            command.CommandType = CommandType.TableDirect;
            await command.ExecuteReaderAsync();
        });

    [TestMethod]
    public Task A_bulk_copy_without_the_option_for_local_files() => this.CannotAsync(
        "bulk copy without AllowLoadLocalInfile",
        "AllowLoadLocalInfile=true",
        async session =>
        {
            using var rows = new DataTable();
            rows.Columns.Add("id", typeof(int));
            rows.Rows.Add(1);
            await new MySqlBulkCopy(session.Connection) { DestinationTableName = "t" }.WriteToServerAsync(rows);
        },
        "CREATE TABLE t (id INT)");
}
