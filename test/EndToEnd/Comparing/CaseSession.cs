using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using MySqlConnector;

namespace SceNettyProxy.EndToEnd.Comparing;

/// <summary>A case's connection to one side. Everything that a statement answers goes into the transcript.</summary>
internal sealed class CaseSession : IAsyncDisposable
{
    private readonly MySqlConnectionStringBuilder settings;
    private readonly List<CaseSession> others = [];

    private CaseSession(MySqlConnectionStringBuilder settings, Transcript seen)
    {
        this.settings = settings;
        this.Seen = seen;
        this.Connection = new MySqlConnection(settings.ConnectionString);
        this.Connection.InfoMessage += (_, message) =>
        {
            foreach (var error in message.Errors)
                seen.Add($"  {error.Level} {(int)error.ErrorCode}: {error.Message}");
        };
    }

    /// <summary>The open connection.</summary>
    public MySqlConnection Connection { get; }

    /// <summary>Where to write what is to be compared.</summary>
    public Transcript Seen { get; }

    /// <summary>Opens a session whose answers go to <paramref name="seen"/>.</summary>
    public static async Task<CaseSession> OpenAsync(MySqlConnectionStringBuilder settings, Transcript seen)
    {
        var session = new CaseSession(settings, seen);
        await session.Connection.OpenAsync();
        return session;
    }

    /// <summary>One more session to the same side, with the same transcript; closed with this one.</summary>
    public async Task<CaseSession> OpenAnotherAsync()
    {
        var other = await OpenAsync(this.settings, this.Seen);
        this.others.Add(other);
        return other;
    }

    /// <summary>Runs statements that must succeed; notes columns, rows, counts and the last insert id.</summary>
    public async Task RunAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        this.Seen.Add($"> {(sql.Length > 300 ? $"{sql[..100]}… ({sql.Length} characters)" : sql)}");
        await using var command = this.CreateCommand(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        do
        {
            await this.NoteResultAsync(reader);
        }
        while (await reader.NextResultAsync());
        await reader.CloseAsync();
        this.Seen.Add($"  affected {reader.RecordsAffected}, insert id {command.LastInsertedId}");
    }

    /// <summary>Runs several statements, each by itself.</summary>
    public async Task RunEachAsync(params string[] statements)
    {
        foreach (var sql in statements)
            await this.RunAsync(sql);
    }

    /// <summary>Runs a statement that must fail; notes what it answers before, then number, SQLSTATE and message.</summary>
    public async Task FailAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        try
        {
            await this.RunAsync(sql, parameters);
        }
        catch (MySqlException error)
        {
            this.Seen.Add($"  error {error.Number} ({error.SqlState}) {error.Message}");
            return;
        }

        throw new AssertFailedException($"It was meant to fail: {sql}");
    }

    /// <summary>Reads a large result; notes its row count and the hash of all its values.</summary>
    public async Task DigestAsync(string sql)
    {
        await using var command = this.CreateCommand(sql, []);
        await using var reader = await command.ExecuteReaderAsync();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long rows = 0;
        for (; await reader.ReadAsync(); rows++)
        {
            for (var column = 0; column < reader.FieldCount; column++)
                hash.AppendData(Encoding.UTF8.GetBytes($"{reader.GetValue(column)}\n"));
        }

        this.Seen.Add($"> {sql}");
        this.Seen.Add($"  {rows} rows, sha256 {Convert.ToHexString(hash.GetHashAndReset())}");
    }

    /// <summary>The first value of a statement's result; not noted.</summary>
    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = this.CreateCommand(sql, []);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>A command on this session's connection.</summary>
    public MySqlCommand CreateCommand(string sql, (string Name, object? Value)[] parameters)
    {
        var command = new MySqlCommand(sql, this.Connection);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var other in this.others)
            await other.DisposeAsync();
        await this.Connection.DisposeAsync();
    }

    private async Task NoteResultAsync(DbDataReader reader)
    {
        if (reader.FieldCount == 0)
            return;
        this.Seen.Add("  columns " + string.Join(", ", Enumerable.Range(0, reader.FieldCount)
            .Select(column => $"{reader.GetName(column)}:{reader.GetDataTypeName(column)}")));
        while (await reader.ReadAsync())
        {
            this.Seen.Add("  row " + string.Join(", ", Enumerable.Range(0, reader.FieldCount)
                .Select(column => ValueText.Of(reader.GetValue(column)))));
        }
    }
}
