using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MySqlConnector;
using SceNettyProxy.Integration.MySql;
using SceNettyProxy.Integration.Retrying;
using SceNettyProxy.Tenancy.Settings;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Integration.Statistics;

/// <summary>
/// Writes closed minutes into a MySQL table, each exactly once: the table says itself how far it has got, and the log on disk has
/// all that is missing, however long the server is away. On the thread pool alone.
/// </summary>
/// <param name="options">Names a server.</param>
/// <param name="proxy">The name of this proxy in the rows; ASCII.</param>
/// <param name="folder">The folder of the log.</param>
/// <param name="log">Brought to disk by its owner, who calls <see cref="Accept"/> then.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Gets what is wrong, and never a password.</param>
public sealed class StatisticsWriter(
    StatisticsDatabaseOptions options,
    string proxy,
    string folder,
    UsageLog log,
    TimeProvider time,
    ILogger<StatisticsWriter> logger) : IUsageSink, IAsyncDisposable
{
    private const int BatchSize = 500;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostRetry = TimeSpan.FromMinutes(1);
    /// <summary>How long the end waits for the last minutes, which the next start would write otherwise.</summary>
    private static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(3);

    private readonly PendingMinutes pending = new(log);
    private readonly StatisticsTable table = new(options.Table, proxy);
    private readonly BackOff backOff = new(FirstRetry, MostRetry, Random.Shared);
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource ended = new();
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private LogIdentity? identity;
    private Task running = Task.CompletedTask;
    private bool isPrepared;
    private long? written;

    /// <summary>Where the log ended at the start; null when it has been compared with the table.</summary>
    private long? endAtStart;
    private string? problem;

    /// <summary>Begins with what the log holds that the table does not; returns at once. Call once, when the log is on disk.</summary>
    public void Start()
    {
        endAtStart = log.FlushedSequence;
        wake.Writer.TryWrite(true);
        running = Task.Run(RunAsync);
    }

    public void Accept(IReadOnlyList<ClosedMinute> minutes)
    {
        pending.Add(minutes);
        wake.Writer.TryWrite(true);
    }

    /// <summary>Writes what was accepted last, if the server takes it within seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        wake.Writer.TryComplete();
        await stopping.CancelAsync().ConfigureAwait(false);
        ended.CancelAfter(GoodbyeLimit);
        await running.ConfigureAwait(false);
        pending.Dispose();
    }

    private async Task RunAsync()
    {
        while (await wake.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            try
            {
                await WriteAllAsync(ended.Token).ConfigureAwait(false);
                problem = null;
                backOff.Reset();
                continue;
            }
#pragma warning disable CA1031 // Whatever goes wrong costs one try.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Forget();
                if (problem != e.Message && !ended.IsCancellationRequested)
                    StatisticsLog.NotWritten(logger, options.ToString(), e.Message);
                problem = e.Message;
            }

            if (stopping.IsCancellationRequested)
                return;
            await Task.Delay(backOff.Next(), time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wake.Writer.TryWrite(true);
        }
    }

    /// <summary>After a failure nobody knows what was done.</summary>
    private void Forget()
    {
        written = null;
        isPrepared = false;
        pending.Dispose();
    }

    private async Task WriteAllAsync(CancellationToken cancellation)
    {
        wake.Reader.TryRead(out _);
        await using MySqlConnection connection = new(ConnectionString());
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        await StatisticsTable.BeginAsync(connection, Seconds(options.Timeout), cancellation).ConfigureAwait(false);
        identity ??= new LogIdentity(folder);
        if (!isPrepared)
            await table.PrepareAsync(connection, cancellation).ConfigureAwait(false);
        isPrepared = true;
        long last = written ?? await FindLastAsync(connection, identity, cancellation).ConfigureAwait(false);
        while (pending.After(last, BatchSize) is { Count: > 0 } batch)
            written = last = await table.WriteAsync(connection, identity.Value, last, batch, cancellation).ConfigureAwait(false);
    }

    private async Task<long> FindLastAsync(MySqlConnection connection, LogIdentity known, CancellationToken cancellation)
    {
        long last = await table.ReadLastAsync(connection, known.Value, 0, cancellation).ConfigureAwait(false);
        if (endAtStart is { } end && last > end)
        {
            // The row first: a crash between the two must not make the log look like one that was never written.
            StatisticsLog.OlderLog(logger, options.ToString(), last, end);
            string another = LogIdentity.Another();
            last = await table.ReadLastAsync(connection, another, end, cancellation).ConfigureAwait(false);
            known.Keep(another);
        }

        endAtStart = null;

        StatisticsLog.Writing(logger, options.ToString(), last + 1);
        return last;
    }

    private static uint Seconds(TimeSpan time) => (uint)Math.Ceiling(time.TotalSeconds);

    private string ConnectionString()
    {
        uint seconds = Seconds(options.Timeout);
        return new MySqlConnectionStringBuilder
        {
            Server = options.Host,
            Port = (uint)options.Port,
            UserID = options.User,
            Password = options.Password,
            Database = options.Schema,
            SslMode = DriverTls.ModeOf(options.Tls, options.Host),
            SslCa = options.TlsCa,
            ConnectionTimeout = seconds,
            DefaultCommandTimeout = seconds,
            ApplicationName = "sceproxy statistics",
            Pooling = false,
        }.ConnectionString;
    }
}
