using System.Data;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlConnector;

/// <summary>The same in the compressed protocol, which the driver uses where the server offers it.</summary>
[TestClass]
public sealed class CompressionTests : MySqlConnectorTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v LONGBLOB)";

    [TestMethod]
    public Task Short_statements_and_errors() => this.Compressed(async session =>
    {
        await session.RunEachAsync("SELECT 1 AS one", "DO 1", "SELECT 'ü' AS s, NULL AS n");
        await session.FailAsync("SELECT nosuch");
        await session.FailAsync("SELEC");
        await session.RunAsync("SELECT 1 UNION SELECT 2");
    });

    [TestMethod]
    public Task Values_that_compress_well_and_values_that_do_not() => this.Compressed(async session =>
    {
        var random = new byte[2_000_000];
        new Random(7).NextBytes(random);
        await session.RunAsync("INSERT INTO t (v) VALUES (@v)", ("@v", random));
        await session.RunAsync("INSERT INTO t (v) VALUES (@v)", ("@v", new byte[2_000_000]));
        await session.RunAsync("SELECT id, MD5(v), v FROM t ORDER BY id");
    });

    [TestMethod]
    public Task Prepared_statements_with_more_than_a_packet() => this.Compressed(async session =>
    {
        await session.RunPreparedAsync("INSERT INTO t (v) VALUES (@p1)", [new byte[0xFFFFFF]], [new byte[18_000_000]], [new byte[49]], [new byte[50]]);
        await session.RunPreparedAsync("SELECT id, LENGTH(v), v FROM t WHERE id >= @p1 ORDER BY id", [1], [4]);
    });

    [TestMethod]
    public Task Several_results_and_a_procedure() => this.Compressed(async session =>
    {
        await session.RunAsync("SELECT 1; DO 2; SELECT seq FROM seq_1_to_300; SELECT 'last'");
        await session.RunAsync("CREATE PROCEDURE p(OUT x INT) BEGIN SELECT 'inside'; SET x = 7; END");
        await using var call = session.CreateCommand("p");
        call.CommandType = CommandType.StoredProcedure;
        call.Parameters.Add("x", global::MySqlConnector.MySqlDbType.Int32).Direction = ParameterDirection.Output;
        await call.ExecuteNonQueryAsync();
        session.Seen.Add(ValueText.Of(call.Parameters[0].Value));
    });

    [TestMethod]
    public Task A_large_result_row_by_row() => this.Compressed(
        session => session.DigestAsync("SELECT seq, MD5(seq), REPEAT('y', seq % 300) FROM seq_1_to_100000"));

    [TestMethod]
    public Task A_reader_that_stops_early() => this.Compressed(async session =>
    {
        await using (var reader = await session.CreateCommand("SELECT seq, MD5(seq) FROM seq_1_to_50000").ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            session.NoteRow(reader);
        }

        await session.RunAsync("SELECT 'usable'");
    });

    private Task Compressed(Func<CaseSession, Task> body) => this.CompareAsync(body, Table, settings => settings.UseCompression = true);
}
