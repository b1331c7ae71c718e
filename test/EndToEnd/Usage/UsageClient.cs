using System.Net.Sockets;
using SceNettyProxy.Testing.Servers;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.EndToEnd.Usage;

/// <summary>One session that asks for large and small results, one after the other, until the proxy is gone.</summary>
internal sealed class UsageClient(string database, int seed) : IDisposable
{
    private readonly Random random = new(seed);
    private RawMySqlClient client = null!;

    public string Database { get; } = database;

    /// <summary>Commands sent since the login.</summary>
    public long Requests { get; private set; }

    /// <summary>The size of the last one.</summary>
    public long LastCommandBytes { get; private set; }

    public long SentBytes => this.client.SentBytes;

    /// <summary>Everything that came, down to the last byte that the kernel had taken from the proxy.</summary>
    public long ReceivedBytes => this.client.ReceivedBytes;

    public async Task LogInAsync(int port)
    {
        this.client = await RawMySqlClient.OpenAsync(port, MariaDbCluster.User, MariaDbCluster.Password, this.Database);
        await this.RunAsync("SELECT REPEAT('f', 20000)");
    }

    public async Task WorkUntilClosedAsync()
    {
        try
        {
            while (true)
                await this.RunAsync(this.Next());
        }
        catch (Exception error) when (error is SocketException or EndOfStreamException)
        {
            await this.client.WaitForCloseAsync(TimeSpan.FromSeconds(10));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => this.client.Dispose();

    private string Next() => this.random.Next(4) switch
    {
        0 => $"SELECT REPEAT('l', {this.random.Next(1000)}) FROM seq_1_to_{this.random.Next(1, 3000)}",
        1 => $"SELECT LENGTH('{new string('t', this.random.Next(30_000))}')",
        _ => "SELECT 1",
    };

    private async Task RunAsync(string sql)
    {
        this.LastCommandBytes = 5 + sql.Length;
        var before = this.client.SentBytes;
        try
        {
            await this.client.SendQueryAsync(sql);
        }
        finally
        {
            // One that did not leave is none.
            if (this.client.SentBytes > before)
                this.Requests++;
        }

        await this.client.ReadResponseAsync();
    }
}
