using System.Text;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Routing;

/// <summary>Text is read as the session's server reads it: the same bytes lock under one character set or mode, and are a
/// string or a comment under another.</summary>
[TestClass]
public sealed class TextReadingTests : RoutingTest
{
    /// <summary>Two bytes that are one character in the first of these sets, and a backslash at the end in the second.</summary>
    private const string Ambiguous = "SELECT '{0}\\', name FROM whoami FOR UPDATE -- ', name FROM whoami";

    [TestMethod]
    [RoutingRow("text.character-set")]
    [DataRow("gbk", 0xBF)]
    [DataRow("big5", 0xA5)]
    [DataRow("sjis", 0x83)]
    [DataRow("cp932", 0x83)]
    public async Task A_backslash_inside_a_character_escapes_nothing(string charset, int lead)
    {
        using RawMySqlClient client = await OpenRawAsync($"SET NAMES {charset}");
        AssertPrimary(await AskAsync(client, Latin1(Ambiguous, lead)));
        AssertReplica(await client.QueryScalarAsync(RoutedSession.Read));
    }

    [TestMethod]
    [RoutingRow("text.character-set")]
    [DataRow(0xBF)]
    [DataRow(0x83)]
    public async Task The_same_bytes_escape_a_quote_in_a_set_of_single_bytes(int lead)
    {
        using RawMySqlClient client = await OpenRawAsync("SET NAMES latin1");
        AssertReplica(await AskAsync(client, Latin1(Ambiguous, lead)));
    }

    [TestMethod]
    [RoutingRow("text.character-set")]
    public async Task The_login_s_collation_counts_before_any_set()
    {
        const byte GbkChineseCi = 28;
        using RawMySqlClient client = await RawMySqlClient.ConnectAsync(Proxy.Port);
        RawGreeting greeting = await client.ReadGreetingAsync();
        byte[] login = RawLogin.Build(MariaDbCluster.User, MariaDbCluster.Password, Now, greeting.Scramble);
        login[8] = GbkChineseCi;
        await client.SendPacketAsync(1, login);
        Assert.IsTrue((await client.ReadPacketAsync()).IsOk);
        AssertReplica(await client.QueryScalarAsync(RoutedSession.Read));
        AssertPrimary(await AskAsync(client, Latin1(Ambiguous, 0xBF)));
    }

    [TestMethod]
    [RoutingRow("text.sql-mode")]
    public async Task A_double_quote_is_a_name_or_a_string_as_the_mode_says()
    {
        // Under ANSI_QUOTES the text between the double quotes is a name and the backslash plain; else it is a string
        // that goes on behind the escaped quote.
        const string Text = "SELECT name AS \"x\\\", name FROM whoami FOR UPDATE -- \" FROM whoami";
        await using RoutedSession session = await OpenAsync();
        AssertReplica(await session.WhoAnswersAsync(Text));
        await session.RunAsync("SET sql_mode = 'ANSI_QUOTES'");
        AssertPrimary(await session.WhoAnswersAsync(Text));
        AssertReplica(await session.WhoAnswersAsync("SELECT \"name\" FROM whoami"));
    }

    [TestMethod]
    [RoutingRow("text.sql-mode")]
    [DataRow("SET sql_mode = 'NO_BACKSLASH_ESCAPES'")]
    [DataRow("SET sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')")]
    public async Task A_backslash_is_plain_in_the_mode_that_says_so(string sql)
    {
        const string Text = "SELECT 'x\\', name FROM whoami FOR UPDATE -- ', name FROM whoami";
        await using RoutedSession session = await OpenAsync();
        AssertReplica(await session.WhoAnswersAsync(Text));
        await session.RunAsync(sql);
        // A mode that is no literal is read back for the first read that means the same in every mode.
        await AssertReadsFromReplicaAsync(session);
        AssertPrimary(await session.WhoAnswersAsync(Text));
        AssertReplica(await session.WhoAnswersAsync("SELECT 'x\\', name FROM whoami"));
    }

    [TestMethod]
    [RoutingRow("text.unknown-mode")]
    [DataRow("NO_BACKSLASH_ESCAPES", "primary")]
    [DataRow("", "replica")]
    public async Task The_mode_that_the_servers_start_with_counts_once_a_server_has_told_it(string mode, string server)
    {
        const string Text = "SELECT 'x\\', name FROM whoami FOR UPDATE -- ', name FROM whoami";
        await SetModeAsync($"'{mode}'");
        try
        {
            // A process that has no connection to a server from before the change.
            await using ProxyProcess fresh = await ProxyProcess.StartAsync(FreshConfiguration());
            using RawMySqlClient client = await RawMySqlClient.OpenAsync(
                fresh.Port, MariaDbCluster.User, MariaDbCluster.Password, Now);
            AssertPrimary(await AskAsync(client, Encoding.Latin1.GetBytes(Text)));
            Assert.StartsWith(server, await AskAsync(client, Encoding.Latin1.GetBytes(Text)));
        }
        finally
        {
            await SetModeAsync("DEFAULT");
        }
    }

    [TestMethod]
    [RoutingRow("text.unknown-mode")]
    [DataRow("SET sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')")]
    [DataRow("SET sql_mode = (SELECT 'NO_BACKSLASH_ESCAPES')")]
    public async Task A_text_that_depends_on_a_mode_not_known_runs_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        await session.RunAsync(sql);
        AssertPrimary(await session.WhoAnswersAsync("SELECT 'x\\', name FROM whoami"));
    }

    [TestMethod]
    [RoutingRow("text.batch-changes-reading")]
    [DataRow("SET NAMES gbk; SELECT name FROM whoami")]
    [DataRow("SET sql_mode = 'ANSI_QUOTES'; SELECT \"name\" FROM whoami")]
    [DataRow("SET character_set_client = sjis; SELECT name FROM whoami")]
    public async Task A_batch_that_changes_how_text_is_read_runs_whole_on_the_primary(string sql)
    {
        await using RoutedSession session = await OpenAsync();
        AssertPrimary(await session.WhoAnswersAsync(sql));
    }

    [TestMethod]
    [RoutingRow("text.batch-changes-reading")]
    public async Task The_second_statement_of_such_a_batch_hides_no_write()
    {
        using RawMySqlClient client = await OpenRawAsync("SET NAMES latin1");
        // As GBK the server sees a DELETE that the old character set takes for a part of the string.
        byte[] text = Latin1("SET NAMES gbk; SELECT '{0}\\'; DELETE FROM numbers WHERE n < 0; -- '", 0xBF);
        long before = await Cluster.ReadStatusAsync(ServerRole.Primary, "Com_delete");
        await client.SendCommandAsync(3, text);
        Assert.IsTrue((await client.ReadPacketAsync()).IsOk);
        await client.ReadResponseAsync();
        Assert.IsTrue((await client.ReadPacketAsync()).IsOk, "the DELETE was run");
        Assert.AreEqual(before + 1, await Cluster.ReadStatusAsync(ServerRole.Primary, "Com_delete"));
    }

    [TestMethod]
    [RoutingRow("text.tracked-comments")]
    public async Task A_set_in_an_executable_comment_changes_how_text_is_read()
    {
        using RawMySqlClient client = await OpenRawAsync("/*!40101 SET NAMES gbk */");
        AssertPrimary(await AskAsync(client, Latin1(Ambiguous, 0xBF)));
        AssertReplica(await client.QueryScalarAsync(RoutedSession.Read));
    }

    private static ProxyConfiguration FreshConfiguration()
    {
        ProxyConfiguration configuration = ProxyConfiguration.Empty().With(
            Now, MariaDbCluster.Schema, Cluster.Primary.Port, Cluster[ServerRole.Replica(1)].Port);
        configuration.Database(Now)["readAfterWrite"] = 0;
        return configuration;
    }

    private static async Task SetModeAsync(string mode)
    {
        foreach (ServerRole role in (ServerRole[])[ServerRole.Primary, ServerRole.Replica(1)])
            await Cluster.AdministerAsync(role, $"SET GLOBAL sql_mode = {mode}");
    }

    private static byte[] Latin1(string format, int lead) =>
        Encoding.Latin1.GetBytes(string.Format(null, CompositeFormat.Parse(format), (char)lead));

    private static async Task<RawMySqlClient> OpenRawAsync(string setNames)
    {
        RawMySqlClient client = await RawMySqlClient.OpenAsync(
            Proxy.Port, MariaDbCluster.User, MariaDbCluster.Password, Now);
        AssertReplica(await client.QueryScalarAsync(RoutedSession.Read));
        Assert.IsTrue((await client.QueryAsync(setNames))[0].IsOk);
        return client;
    }

    /// <summary>The server named at the end of the last row of the answer.</summary>
    private static async Task<string> AskAsync(RawMySqlClient client, byte[] sql)
    {
        await client.SendCommandAsync(3, sql);
        IReadOnlyList<RawPacket> packets = await client.ReadResponseAsync();
        if (packets[0].IsError)
            throw new InvalidOperationException(packets[0].ToString());
        string row = Encoding.Latin1.GetString(packets[^2].Payload);
        return row.EndsWith("primary", StringComparison.Ordinal) ? "primary" : row[^"replica1".Length..];
    }
}
