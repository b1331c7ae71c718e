using System.Data;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlConnector;

/// <summary>Stored programs with parameters in both directions.</summary>
[TestClass]
public sealed class ProcedureTests : MySqlConnectorTest
{
    private const string Programs = """
        CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v INT); INSERT INTO t (v) VALUES (10), (20);
        CREATE PROCEDURE p(IN a INT, INOUT b DECIMAL(10,3), OUT c VARCHAR(20), OUT d DATETIME(6), OUT e BIGINT UNSIGNED, OUT n INT)
        BEGIN
          SELECT id, v FROM t WHERE id >= a ORDER BY id; UPDATE t SET v = v + a; SELECT 'second' AS s;
          SET b = b * 2, c = CONCAT('ü', a), d = '2024-02-29 01:02:03.000004', e = 18446744073709551615;
        END;
        CREATE FUNCTION f(a INT, s VARCHAR(10)) RETURNS VARCHAR(30) DETERMINISTIC RETURN CONCAT(s, a * 2);
        CREATE PROCEDURE bad(OUT x INT) BEGIN SET x = 1; SELECT x; SIGNAL SQLSTATE '45001' SET MESSAGE_TEXT = 'on purpose', MYSQL_ERRNO = 5000; END
        """;

    [TestMethod]
    public Task Parameters_in_all_directions_beside_results() => this.CompareAsync(session => CallAsync(session, prepare: false), Programs);

    [TestMethod]
    public Task The_same_call_prepared() => this.CompareAsync(session => CallAsync(session, prepare: true), Programs);

    [TestMethod]
    public Task The_return_value_of_a_function() => this.CompareAsync(
        async session =>
        {
            await using var command = session.CreateCommand("f", ("a", 21), ("s", "is "));
            command.CommandType = CommandType.StoredProcedure;
            var result = command.Parameters.Add("result", MySqlDbType.VarChar);
            result.Direction = ParameterDirection.ReturnValue;
            await command.ExecuteNonQueryAsync();
            session.Seen.Add(ValueText.Of(result.Value));
        },
        Programs);

    [TestMethod]
    public Task The_driver_learns_the_parameters() => this.CompareAsync(
        async session =>
        {
            await using var command = session.CreateCommand("p");
            command.CommandType = CommandType.StoredProcedure;
            await MySqlCommandBuilder.DeriveParametersAsync(command);
            foreach (MySqlParameter parameter in command.Parameters)
                session.Seen.Add($"{parameter.ParameterName} {parameter.Direction} {parameter.MySqlDbType} {parameter.Size} {parameter.Precision} {parameter.Scale}");
        },
        Programs);

    [TestMethod]
    public Task A_prepared_call_that_signals_behind_a_result() => this.CompareAsync(
        async session =>
        {
            await session.NoteErrorAsync(() => session.RunPreparedAsync("CALL bad(@out)"));
            await session.NoteErrorAsync(() => session.RunAsync("CALL nosuch()"));
            await session.RunPreparedAsync("CALL p(@p1, @b, @c, @d, @e, @n)", [2]);
        },
        Programs);

    private static async Task CallAsync(CaseSession session, bool prepare)
    {
        await using var command = session.CreateCommand("p", ("a", 1), ("b", 1.5m));
        command.CommandType = CommandType.StoredProcedure;
        command.Parameters["b"].Direction = ParameterDirection.InputOutput;
        command.Parameters.Add("c", MySqlDbType.VarChar).Direction = ParameterDirection.Output;
        command.Parameters.Add("d", MySqlDbType.DateTime).Direction = ParameterDirection.Output;
        command.Parameters.Add("e", MySqlDbType.UInt64).Direction = ParameterDirection.Output;
        command.Parameters.Add("n", MySqlDbType.Int32).Direction = ParameterDirection.Output;
        if (prepare)
            await command.PrepareAsync();
        for (var round = 0; round < 2; round++)
        {
            await session.ExecuteAsync(command);
            session.Seen.Add(string.Join(", ", command.Parameters.Cast<MySqlParameter>().Select(parameter => ValueText.Of(parameter.Value))));
        }
    }
}
