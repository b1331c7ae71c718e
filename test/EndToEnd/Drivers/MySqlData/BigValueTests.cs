namespace SceNettyProxy.EndToEnd.Drivers.MySqlData;

/// <summary>Values around and above the size of one packet (16,777,215 bytes), and large results.</summary>
[TestClass]
public sealed class BigValueTests : MySqlDataTest
{
    private const int LargestPacket = 0xFFFFFF;
    private const string Table = "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v LONGBLOB)";

    [TestMethod]
    public Task A_prepared_parameter_of_twenty_megabytes() => this.CompareAsync(
        async session =>
        {
            await session.RunPreparedAsync("INSERT INTO t (v) VALUES (@p1)", [Pattern(20 * 1024 * 1024)], [Pattern(10)]);
            await session.RunPreparedAsync("SELECT id, LENGTH(v), MD5(v), v FROM t WHERE id >= @p1 ORDER BY id", [1]);
        },
        Table);

    [TestMethod]
    public Task A_parameter_of_twenty_megabytes_as_text() => this.CompareAsync(
        async session =>
        {
            await session.RunAsync("INSERT INTO t (v) VALUES (@v)", ("@v", Pattern(20 * 1024 * 1024)));
            await session.RunAsync("SELECT LENGTH(v), MD5(v), v FROM t");
        },
        Table);

    [TestMethod]
    public Task Rows_around_the_size_of_a_packet() => this.CompareAsync(async session =>
    {
        // The length prefix of the value stands before it.
        foreach (var length in new[] { LargestPacket - 5, LargestPacket - 4, LargestPacket - 3, LargestPacket, (2 * LargestPacket) - 4 })
            await session.RunPreparedAsync("SELECT REPEAT('r', @p1) AS v", [length]);
    });

    [TestMethod]
    public Task A_hundred_thousand_rows_in_both_protocols() => this.CompareAsync(async session =>
    {
        await session.DigestAsync("SELECT seq, CONCAT('row ', seq), IF(seq % 7, seq * 1.5, NULL), MD5(seq) FROM seq_1_to_100000");
        await session.DigestAsync("SELECT seq, CONCAT('row ', seq), IF(seq % 7, seq * 1.5, NULL), MD5(seq) FROM seq_1_to_100000", prepare: true);
    });

    [TestMethod]
    public Task A_thousand_columns() => this.CompareAsync(session => session.DigestAsync(
        "SELECT " + string.Join(", ", Enumerable.Range(0, 1000).Select(i => i % 5 == 0 ? $"NULL AS c{i}" : $"{i} AS c{i}")), prepare: true));

    [TestMethod]
    public Task A_blob_is_read_piece_by_piece() => this.CompareAsync(
        async session =>
        {
            await session.RunAsync("INSERT INTO t (v) VALUES (@v)", ("@v", Pattern(100_000)));
            await using var reader = await session.CreateCommand("SELECT v FROM t").ExecuteReaderAsync();
            await reader.ReadAsync();
            var piece = new byte[4096];
            session.Seen.Add($"{reader.GetBytes(0, 0, null, 0, 0)} bytes");
            for (long at = 0; at < 100_000; at += piece.Length)
                session.Seen.Add($"{at}: {reader.GetBytes(0, at, piece, 0, piece.Length)} {Convert.ToHexString(piece, 0, 8)}");
        },
        Table);

    private static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)((i * 31) ^ (i >> 11));
        return bytes;
    }
}
