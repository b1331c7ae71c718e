using System.Data;
using MySqlConnector;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Driver;

/// <summary>Procedures, functions, triggers, views, sequences and events.</summary>
[TestClass]
public sealed class StoredProgramTests : ComparedTest
{
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v INT); INSERT INTO t (v) VALUES (10), (20)";

    [TestMethod]
    public Task A_procedure_with_results_and_a_status() => this.CompareAsync(
        session => session.RunAsync("CALL p(1); SELECT 'behind the call'"),
        $"{Table}; CREATE PROCEDURE p(n INT) BEGIN SELECT v FROM t WHERE id >= n; UPDATE t SET v = v + 1; SELECT 'second', v FROM t; END");

    [TestMethod]
    public Task Out_parameters_through_user_variables() => this.CompareAsync(
        session => session.RunEachAsync("SET @b = 5", "CALL p(2, @a, @b)", "SELECT @a, @b"),
        $"{Table}; CREATE PROCEDURE p(IN n INT, OUT a INT, INOUT b INT) BEGIN SELECT v INTO a FROM t WHERE id = n; SET b = b * 2; END");

    [TestMethod]
    public Task Out_parameters_through_the_driver() => this.CompareAsync(
        async session =>
        {
            await using var command = session.CreateCommand("p", [("n", 2)]);
            command.CommandType = CommandType.StoredProcedure;
            var result = command.Parameters.Add("a", MySqlDbType.Int32);
            result.Direction = ParameterDirection.Output;
            await command.ExecuteNonQueryAsync();
            session.Seen.Add(ValueText.Of(result.Value));
        },
        $"{Table}; CREATE PROCEDURE p(IN n INT, OUT a INT) SELECT v INTO a FROM t WHERE id = n");

    [TestMethod]
    public Task A_procedure_that_fails_behind_its_first_result() => this.CompareAsync(
        async session =>
        {
            await session.FailAsync("CALL p()");
            await session.RunAsync("SELECT * FROM t");
        },
        $"{Table}; CREATE PROCEDURE p() BEGIN SELECT 1; INSERT INTO t VALUES (1, 0); END");

    [TestMethod]
    public Task A_procedure_with_a_cursor_and_a_handler() => this.CompareAsync(
        session => session.RunAsync("CALL p(@sum); SELECT @sum"),
        Table + """
        ; CREATE PROCEDURE p(OUT total INT)
        BEGIN
          DECLARE x INT; DECLARE done BOOL DEFAULT FALSE;
          DECLARE c CURSOR FOR SELECT v FROM t;
          DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = TRUE;
          SET total = 0; OPEN c;
          l: LOOP FETCH c INTO x; IF done THEN LEAVE l; END IF; SET total = total + x; END LOOP;
          CLOSE c;
        END
        """);

    [TestMethod]
    public Task A_function_may_write() => this.CompareAsync(
        session => session.RunEachAsync("SELECT f(1), f(2)", "DO f(3)", "SELECT * FROM t"),
        $"{Table}; CREATE FUNCTION f(n INT) RETURNS INT BEGIN INSERT INTO t (v) VALUES (n); RETURN n * 100; END");

    [TestMethod]
    public Task Triggers_change_what_is_written() => this.CompareAsync(
        async session =>
        {
            await session.RunEachAsync("INSERT INTO t (v) VALUES (1)", "SELECT * FROM t", "SELECT * FROM log", "SHOW TRIGGERS LIKE 'nosuch'");
            await session.FailAsync("INSERT INTO t (v) VALUES (-1)");
        },
        Table + """
        ; CREATE TABLE log (what VARCHAR(20));
        CREATE TRIGGER b BEFORE INSERT ON t FOR EACH ROW BEGIN
          IF NEW.v < 0 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'negative'; END IF; SET NEW.v = NEW.v * 2; END;
        CREATE TRIGGER a AFTER INSERT ON t FOR EACH ROW INSERT INTO log VALUES (CONCAT('id ', NEW.id))
        """);

    [TestMethod]
    public Task Views_are_read_and_written() => this.CompareAsync(
        async session =>
        {
            await session.RunEachAsync("SELECT * FROM w", "UPDATE w SET v = 15 WHERE id = 1", "SELECT * FROM w", "SHOW CREATE VIEW w");
            await session.FailAsync("UPDATE w SET v = 1000");
        },
        $"{Table}; CREATE VIEW w AS SELECT id, v FROM t WHERE v < 100 WITH CHECK OPTION");

    [TestMethod]
    public Task Sequences_count_on() => this.CompareAsync(session => session.RunEachAsync(
        "CREATE SEQUENCE s START WITH 5 INCREMENT BY 10", "SELECT NEXTVAL(s), NEXT VALUE FOR s", "SELECT LASTVAL(s)", "SELECT SETVAL(s, 100)", "SELECT NEXTVAL(s)"));

    [TestMethod]
    public Task Events_can_be_made_while_the_scheduler_is_off() => this.CompareAsync(session => session.RunEachAsync(
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01' DO SELECT 1",
        $"SELECT EVENT_NAME, EVENT_DEFINITION, INTERVAL_VALUE, STATUS FROM information_schema.EVENTS WHERE EVENT_SCHEMA = '{SharedServers.Schema}'",
        "DROP EVENT e"));

    [TestMethod]
    public Task An_anonymous_block_runs() => this.CompareAsync(
        session => session.RunAsync("BEGIN NOT ATOMIC DECLARE x INT DEFAULT 3; WHILE x > 0 DO INSERT INTO t (v) VALUES (x); SET x = x - 1; END WHILE; SELECT * FROM t; END"),
        Table);
}
