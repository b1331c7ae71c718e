using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Driver;

/// <summary>Dates and times as MySqlConnector sees them.</summary>
[TestClass]
public sealed class DateAndTimeTests : ComparedTest
{
    [TestMethod]
    public Task Dates_with_fractions_of_every_precision() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT * FROM t"),
        """
        CREATE TABLE t (a DATETIME, b DATETIME(1), c DATETIME(3), d DATETIME(6), e TIME(6), f DATE);
        INSERT INTO t VALUES ('2024-02-29 23:59:59', '2024-02-29 23:59:59.9', '2024-02-29 23:59:59.999', '9999-12-31 23:59:59.999999', '12:34:56.000001', '1000-01-01')
        """);

    [TestMethod]
    public Task Times_are_negative_and_longer_than_a_day() => this.CompareReplicaReadAsync(
        session => session.RunAsync("SELECT a, a + INTERVAL 1 SECOND FROM t ORDER BY a"),
        "CREATE TABLE t (a TIME(3)); INSERT INTO t VALUES ('-838:59:59.000'), ('838:59:58'), ('00:00:00.001')");

    [TestMethod]
    public Task Zero_dates() => this.CompareAsync(
        async session =>
        {
            await session.RunAsync("SET sql_mode = 'ALLOW_INVALID_DATES'");
            await session.RunAsync("CREATE TABLE t (a DATE, b DATETIME)");
            await session.RunAsync("INSERT INTO t VALUES ('0000-00-00', '0000-00-00 00:00:00'), ('2024-00-00', '2024-01-00 00:00:00')");
            await session.RunAsync("SELECT a, b, CAST(a AS CHAR) FROM t ORDER BY a");
        },
        settings: settings => settings.AllowZeroDateTime = true);

    [TestMethod]
    public Task Zero_dates_are_refused_in_strict_mode() => this.CompareAsync(async session =>
    {
        await session.RunAsync("SET sql_mode = 'TRADITIONAL'");
        await session.RunAsync("CREATE TABLE t (a DATE)");
        await session.FailAsync("INSERT INTO t VALUES ('0000-00-00')");
        await session.FailAsync("INSERT INTO t VALUES ('2024-02-30')");
    });

    [TestMethod]
    public Task Timestamps_follow_the_time_zone_of_the_session() => this.CompareAsync(async session =>
    {
        await session.RunAsync("SET time_zone = '+00:00'");
        await session.RunAsync("CREATE TABLE t (a TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3))");
        await session.RunAsync("INSERT INTO t VALUES ('2024-06-01 12:00:00.123')");
        await session.RunAsync("SELECT a FROM t");
        await session.RunAsync("SET time_zone = '-05:30'");
        await session.RunAsync("SELECT a, @@time_zone FROM t");
    });

    [TestMethod]
    public Task A_time_zone_reaches_reads_that_no_write_came_before() => this.CompareReplicaReadAsync(
        async session =>
        {
            await session.RunAsync("SET time_zone = '+09:00'");
            await session.RunAsync("SELECT a, FROM_UNIXTIME(0) FROM t");
        },
        "SET time_zone = '+00:00'; CREATE TABLE t (a TIMESTAMP NOT NULL); INSERT INTO t VALUES ('2024-06-01 12:00:00')");

    [TestMethod]
    public Task The_clock_can_be_set_for_the_session() => this.CompareAsync(async session =>
    {
        await session.RunAsync("SET time_zone = '+00:00', timestamp = 1700000000.25");
        await session.RunAsync("SELECT NOW(), NOW(6), CURDATE(), UNIX_TIMESTAMP()");
    });

    [TestMethod]
    public Task Date_parameters_arrive_unchanged() => this.CompareAsync(session => session.RunAsync(
        "SELECT @date, @span, DATE_ADD(@date, INTERVAL 1 MONTH), DATE_FORMAT(@date, '%W %e %M %Y %f')",
        ("date", new DateTime(2024, 1, 31, 1, 2, 3, 456).AddMicroseconds(789)),
        ("span", new TimeSpan(1, 2, 3, 4, 567))));
}
