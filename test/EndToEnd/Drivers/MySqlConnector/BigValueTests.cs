using System.Data;
using System.Security.Cryptography;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlConnector;

/// <summary>Values and statements around and above the size of one packet (16,777,215 bytes).</summary>
[TestClass]
public sealed class BigValueTests : MySqlConnectorTest
{
    private const int LargestPacket = 0xFFFFFF;
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY, v LONGBLOB)";

    [TestMethod]
    public Task A_parameter_of_forty_megabytes_goes_in_and_comes_back() => this.CompareAsync(
        async session =>
        {
            await session.RunPreparedAsync("INSERT INTO t VALUES (@p1, @p2)", [1, Pattern(40 * 1024 * 1024)]);
            await session.RunPreparedAsync("SELECT LENGTH(v), MD5(v), v FROM t WHERE id = @p1", [1]);
        },
        Table);

    [TestMethod]
    public Task Parameters_around_the_size_of_a_packet() => this.CompareAsync(async session =>
    {
        // The command's header, null bitmap, types and the value's length prefix stand before the value.
        await using var command = session.CreateCommand("SELECT LENGTH(@p1) AS n, MD5(@p1) AS h", ("@p1", null));
        await command.PrepareAsync();
        foreach (var overhead in new[] { 13, 14, 15, 16, 17, 18, 19, 20 })
        {
            command.Parameters[0].Value = Pattern(LargestPacket - overhead);
            await session.ExecuteAsync(command);
        }
    });

    [TestMethod]
    public Task Binary_rows_around_the_size_of_a_packet() => this.CompareAsync(async session =>
    {
        await using var command = session.CreateCommand("SELECT REPEAT('r', @p1) AS v, 'behind' AS s", ("@p1", 0));
        await command.PrepareAsync();
        // A row's header, null bitmap, two length prefixes and the second value stand beside the first value.
        foreach (var length in Enumerable.Range(LargestPacket - 16, 6).Append(2 * LargestPacket).Append((2 * LargestPacket) - 13))
            await session.ExecuteWithAsync(command, length);
    });

    [TestMethod]
    public Task A_statement_text_of_twenty_megabytes() => this.CompareAsync(
        async session =>
        {
            var text = new string('q', 20 * 1024 * 1024);
            await session.RunAsync($"INSERT INTO t VALUES (1, '{text}')");
            await session.RunAsync("SELECT LENGTH(v), MD5(v) FROM t");
            await session.RunPreparedAsync($"SELECT LENGTH('{text}') + @p1 AS n", [1]);
        },
        Table);

    [TestMethod]
    public Task A_stream_as_parameter_is_sent_in_pieces() => this.CompareAsync(
        async session =>
        {
            var bytes = Pattern(3 * 1024 * 1024);
            await using var command = session.CreateCommand("INSERT INTO t VALUES (@p1, @p2)", ("@p1", 1), ("@p2", new MemoryStream(bytes)));
            await command.PrepareAsync();
            await session.ExecuteAsync(command);
            command.Parameters[0].Value = 2;
            command.Parameters[1].Value = new MemoryStream(bytes, 0, 10);
            await session.ExecuteAsync(command);
            await session.RunAsync("SELECT id, LENGTH(v), MD5(v) FROM t ORDER BY id");
        },
        Table);

    [TestMethod]
    public Task A_large_column_is_read_as_a_stream() => this.CompareAsync(
        async session =>
        {
            await session.RunPreparedAsync("INSERT INTO t VALUES (@p1, @p2)", [1, Pattern(20 * 1024 * 1024)]);
            await using var command = session.CreateCommand("SELECT id, v FROM t");
            await command.PrepareAsync();
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess);
            await reader.ReadAsync();
            await using var stream = reader.GetStream(1);
            session.Seen.Add($"{reader.GetInt32(0)} {stream.Length} {Convert.ToHexString(await SHA256.HashDataAsync(stream))}");
        },
        Table);

    [TestMethod]
    public Task A_hundred_thousand_binary_rows() => this.CompareAsync(session => session.DigestAsync(
        "SELECT seq, CONCAT('row ', seq), IF(seq % 7, seq * 1.5, NULL), MD5(seq), seq % 2 = 0 FROM seq_1_to_100000", prepare: true));

    [TestMethod]
    public Task A_thousand_columns() => this.CompareAsync(session => session.DigestAsync(
        "SELECT " + string.Join(", ", Enumerable.Range(0, 1000).Select(i => i % 5 == 0 ? $"NULL AS c{i}" : $"{i} AS c{i}")), prepare: true));

    [TestMethod]
    public Task More_than_the_server_s_limit_becomes_null_with_a_warning() => this.CompareAsync(async session =>
    {
        await session.RunPreparedAsync("SELECT LENGTH(REPEAT('x', @p1)) AS n", [300_000_000]);
        await session.RunAsync("SHOW WARNINGS");
    });

    private static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)((i * 31) ^ (i >> 11));
        return bytes;
    }
}
