using System.Data.Common;
using MySql.Data.MySqlClient;

namespace SceNettyProxy.EndToEnd.Comparing;

/// <summary>A case's connection to one side through MySql.Data.</summary>
internal sealed class MySqlDataSession : DriverSession
{
    private readonly MySqlConnectionStringBuilder settings;
    private readonly List<MySqlDataSession> others = [];

    private MySqlDataSession(MySqlConnectionStringBuilder settings, Transcript seen)
        : base(seen)
    {
        this.settings = settings;
        this.Connection = new MySqlConnection(settings.ConnectionString);
        this.Connection.InfoMessage += (_, message) =>
        {
            foreach (var error in message.errors)
                seen.Add($"  {error.Level} {error.Code}: {error.Message}");
        };
    }

    /// <inheritdoc/>
    public override MySqlConnection Connection { get; }

    /// <summary>Opens a session whose answers go to <paramref name="seen"/>.</summary>
    public static async Task<MySqlDataSession> OpenAsync(MySqlConnectionStringBuilder settings, Transcript seen)
    {
        var session = new MySqlDataSession(settings, seen);
        await session.Connection.OpenAsync();
        return session;
    }

    /// <summary>One more session to the same side, with the same transcript; closed with this one.</summary>
    public async Task<MySqlDataSession> OpenAnotherAsync()
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
    public override string Describe(DbException error) => $"error {((MySqlException)error).Number} ({((MySqlException)error).SqlState}) {error.Message}";

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
