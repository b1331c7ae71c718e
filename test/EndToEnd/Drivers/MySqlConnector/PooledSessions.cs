using MySqlConnector;
using SceNettyProxy.EndToEnd.Comparing;

namespace SceNettyProxy.EndToEnd.Drivers.MySqlConnector;

/// <summary>Sessions out of the driver's pool to one side, with one transcript.</summary>
internal sealed class PooledSessions(MySqlConnectionStringBuilder settings, Transcript seen) : IAsyncDisposable
{
    /// <summary>The pool.</summary>
    public MySqlDataSource Source { get; } = new(settings.ConnectionString);

    /// <summary>Where to write what is to be compared.</summary>
    public Transcript Seen { get; } = seen;

    /// <summary>Takes a session out of the pool for a while.</summary>
    public async Task UseAsync(Func<CaseSession, Task> body)
    {
        await using var session = CaseSession.Over(await this.Source.OpenConnectionAsync(), this.Seen);
        await body(session);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => this.Source.DisposeAsync();
}
