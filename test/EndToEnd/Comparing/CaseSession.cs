using System.Data.Common;
using MySqlConnector;

namespace SceNettyProxy.EndToEnd.Comparing;

/// <summary>A case's connection to one side through MySqlConnector.</summary>
internal sealed class CaseSession : DriverSession
{
    private readonly MySqlConnectionStringBuilder settings;
    private readonly List<CaseSession> others = [];

    private CaseSession(MySqlConnection connection, MySqlConnectionStringBuilder settings, Transcript seen)
        : base(seen)
    {
        this.settings = settings;
        this.Connection = connection;
        this.Connection.InfoMessage += (_, message) =>
        {
            foreach (var error in message.Errors)
                seen.Add($"  {error.Level} {(int)error.ErrorCode}: {error.Message}");
        };
    }

    /// <inheritdoc/>
    public override MySqlConnection Connection { get; }

    /// <summary>Opens a session whose answers go to <paramref name="seen"/>.</summary>
    public static async Task<CaseSession> OpenAsync(MySqlConnectionStringBuilder settings, Transcript seen)
    {
        var session = new CaseSession(new MySqlConnection(settings.ConnectionString), settings, seen);
        await session.Connection.OpenAsync();
        return session;
    }

    /// <summary>A session over a connection that is open already; it is closed with the session.</summary>
    public static CaseSession Over(MySqlConnection connection, Transcript seen) =>
        new(connection, new MySqlConnectionStringBuilder(connection.ConnectionString), seen);

    /// <summary>One more session to the same side, with the same transcript; closed with this one.</summary>
    public async Task<CaseSession> OpenAnotherAsync()
    {
        var other = await OpenAsync(this.settings, this.Seen);
        this.others.Add(other);
        return other;
    }

    /// <inheritdoc/>
    public override MySqlCommand CreateCommand(string sql, params (string Name, object? Value)[] parameters)
    {
        var command = new MySqlCommand(sql, this.Connection);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }

    /// <inheritdoc/>
    public override string Describe(DbException error) => $"error {((MySqlException)error).Number} ({error.SqlState}) {error.Message}";

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        foreach (var other in this.others)
            await other.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override long LastInsertId(DbCommand command) => ((MySqlCommand)command).LastInsertedId;
}
