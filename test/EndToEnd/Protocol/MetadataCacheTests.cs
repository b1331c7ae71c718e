using SceNettyProxy.EndToEnd.Comparing;
using SceNettyProxy.EndToEnd.Faults;
using SceNettyProxy.Testing.Processes;
using SceNettyProxy.Testing.Proxy;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.EndToEnd.Protocol;

/// <summary>Clients with MariaDB's CACHE_METADATA on real servers: they read every row by the right definitions.</summary>
[TestClass]
public sealed class MetadataCacheTests : ProxyTest
{
    private const string Account = "e2e_cached";

    /// <summary>One parameter, a LONGLONG 5.</summary>
    private static readonly byte[] Number = [0, 1, 8, 0, 5, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>One parameter, the text x.</summary>
    private static readonly byte[] Text = [0, 1, 0xFD, 0, 1, (byte)'x'];

    [TestMethod]
    public async Task What_is_told_and_what_is_left_out_is_the_same_as_from_the_server_itself()
    {
        ProxyProcess proxy = await StartProxyAsync(static configuration => configuration.Database("shop")["readAfterWrite"] = 600);
        List<string> direct = await UseTableAsync(Cluster.Primary.Port);
        List<string> other = await UseTableAsync(proxy.Port);
        SideBySide.AssertEqual(TestContext, direct, other);
        Assert.Contains("1 0200", direct, "something was left out");
    }

    [TestMethod]
    public async Task Servers_that_describe_a_statement_alike_leave_its_definitions_out()
    {
        ProxyProcess proxy = await StartProxyAsync();
        using CachingClient client = await CachingClient.OpenAsync(proxy.Port);
        uint id = await client.PrepareAsync("SELECT name FROM whoami");
        await AssertReadsAsync(client, id, "name VAR_STRING replica1", wasTold: false);
        for (int i = 0; i < 2; i++)
        {
            await client.RunAsync("BEGIN");
            await AssertReadsAsync(client, id, "name VAR_STRING primary", wasTold: false);
            await client.RunAsync("COMMIT");
            await AssertReadsAsync(client, id, "name VAR_STRING replica1", wasTold: false);
        }
    }

    [TestMethod]
    public async Task A_client_reads_rows_of_servers_whose_tables_differ()
    {
        await MakeDifferingAsync("differing");
        ProxyProcess proxy = await StartProxyAsync();
        using CachingClient client = await CachingClient.OpenAsync(proxy.Port);
        uint id = await client.PrepareAsync("SELECT * FROM differing");
        await AssertReadsAsync(client, id, "v INT 41", wasTold: false);
        for (int i = 0; i < 3; i++)
        {
            await client.RunAsync("BEGIN");
            await AssertReadsAsync(client, id, "v VAR_STRING 4200, n INT 1", wasTold: true);
            await AssertReadsAsync(client, id, "v VAR_STRING 4200, n INT 1", wasTold: false);
            await client.RunAsync("COMMIT");
            await AssertReadsAsync(client, id, "v INT 41", wasTold: true);
            await AssertReadsAsync(client, id, "v INT 41", wasTold: false);
        }
    }

    [TestMethod]
    public async Task The_client_library_of_MariaDB_reads_them_too()
    {
        const string Script = """
            use strict;
            use DBI;
            my ($port, $user, $password) = @ARGV;
            my $db = DBI->connect("dbi:MariaDB:host=127.0.0.1;port=$port;database=shop;mariadb_server_prepare=1",
                $user, $password, { RaiseError => 1, PrintError => 0 });
            my $statement = $db->prepare('SELECT v FROM differing_too');
            for my $where (qw(replica primary primary replica replica primary)) {
                $db->begin_work if $where eq 'primary';
                $statement->execute;
                print "$where: ", join(', ', map { join ' ', @$_ } @{ $statement->fetchall_arrayref }), "\n";
                $db->commit if $where eq 'primary';
            }
            """;
        // The driver on top of it keeps the number and the types of its variables: the library converts what comes.
        await MakeDifferingAsync("differing_too");
        ProxyProcess proxy = await StartProxyAsync();
        long before = await SkippedAsync();
        var output = await ToolProcess.RunAsync(
            "perl", ["-e", Script, proxy.Port.ToString(), MariaDbCluster.User, MariaDbCluster.Password]);
        CollectionAssert.AreEqual(
            (string[])
            [
                "replica: 41", "primary: 4200", "primary: 4200", "replica: 41", "replica: 41",
                "primary: 4200",
            ],
            output.Lines.ToArray());
        await Eventually.HoldsAsync(async () => await SkippedAsync() > before, "the library keeps definitions");
    }

    [TestMethod]
    public async Task A_table_that_changes_while_its_server_is_lost_is_described_anew()
    {
        await CreateAccountAsync(Account);
        ProxyProcess proxy = await StartProxyAsync(static configuration =>
        {
            UseAccount(configuration, Account);
            configuration.Database("shop")["readAfterWrite"] = 600;
        });
        using CachingClient client = await CachingClient.OpenAsync(proxy.Port);
        await client.RunAsync("CREATE OR REPLACE TABLE moved (v INT)");
        await client.RunAsync("INSERT INTO moved VALUES (41)");
        uint changed = await client.PrepareAsync("SELECT * FROM moved");
        uint same = await client.PrepareAsync("SELECT 'x' AS same FROM moved");
        await AssertReadsAsync(client, changed, "v INT 41", wasTold: false);
        await Cluster.AdministerAsync(
            ServerRole.Primary, "ALTER TABLE shop.moved MODIFY v VARCHAR(20), ADD n BIGINT DEFAULT 7");
        foreach (string id in await ConnectionIdsAsync(Account))
            await Cluster.AdministerAsync(ServerRole.Primary, $"KILL {id}");
        // The proxy may hear of it from the first statement only.
        string read = "";
        await Eventually.HoldsAsync(
            async () => !(read = await client.ExecuteAsync(changed)).Contains("gone away", StringComparison.Ordinal), "a new connection");
        Assert.AreEqual("v VAR_STRING 41, n BIGINT 7", read);
        await AssertReadsAsync(client, changed, "v VAR_STRING 41, n BIGINT 7", wasTold: false);
        await AssertReadsAsync(client, same, "same VAR_STRING x", wasTold: false);
    }

    /// <summary>A table that the replica has in another form.</summary>
    private static async Task MakeDifferingAsync(string table)
    {
        await Cluster.AdministerAsync(
            ServerRole.Primary,
            $"CREATE OR REPLACE TABLE shop.{table} (v VARCHAR(20), n INT); INSERT INTO shop.{table} VALUES ('4200', 1)");
        await Cluster.WaitForReplicasAsync();
        await Cluster.AdministerAsync(
            ServerRole.Replica(1),
            $"SET sql_log_bin = 0; CREATE OR REPLACE TABLE shop.{table} (v INT); INSERT INTO shop.{table} VALUES (41)");
    }

    private static async Task AssertReadsAsync(CachingClient client, uint id, string rows, bool wasTold)
    {
        Assert.AreEqual(rows, await client.ExecuteAsync(id));
        Assert.AreEqual(wasTold, client.WasTold, rows);
    }

    private static async Task<long> SkippedAsync() =>
        await Cluster.ReadStatusAsync(ServerRole.Primary, "Resultset_metadata_skipped")
        + await Cluster.ReadStatusAsync(ServerRole.Replica(1), "Resultset_metadata_skipped");

    private static async Task<List<string>> UseTableAsync(int port)
    {
        using CachingClient client = await CachingClient.OpenAsync(port);
        await client.RunAsync("CREATE OR REPLACE TABLE cached (a INT, b VARCHAR(10))");
        await client.RunAsync("INSERT INTO cached VALUES (1, 'x')");
        await client.RunAsync(
            "CREATE OR REPLACE PROCEDURE cached_call(OUT o INT) BEGIN SELECT 'r' AS r; SELECT b FROM cached; SET o = 5; END");
        uint all = await client.PrepareAsync("SELECT * FROM cached");
        uint any = await client.PrepareAsync("SELECT ? AS p");
        string[] changes =
        [
            "DO 1", "ALTER TABLE cached MODIFY b VARCHAR(30)", "ALTER TABLE cached ADD c BIGINT DEFAULT 9",
            "ALTER TABLE cached DROP a", "SET NAMES latin1", "BEGIN", "COMMIT",
        ];
        foreach (string change in changes)
        {
            await client.RunAsync(change);
            for (int i = 0; i < 2; i++)
            {
                await client.ExecuteAsync(all);
                await client.ExecuteAsync(any, i == 0 ? Number : Text);
                await client.ExecuteAsync(any, Text);
            }
        }

        uint inserted = await client.PrepareAsync("INSERT INTO cached(c) VALUES (?) RETURNING c, b");
        uint called = await client.PrepareAsync("CALL cached_call(?)");
        for (int i = 0; i < 3; i++)
        {
            await client.ExecuteAsync(inserted, Number);
            await client.ExecuteAsync(called, 1, 1, 6, 0);
        }

        return client.Transcript;
    }
}
