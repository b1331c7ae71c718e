using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace SceNettyProxy.EndToEnd.Comparing;

/// <summary>
/// A case's connection to one side, through any ADO.NET driver. Everything that a statement answers goes into the
/// transcript.
/// </summary>
internal abstract class DriverSession(Transcript seen) : IAsyncDisposable
{
    private const int LongestShownStatement = 300;

    /// <summary>Where to write what is to be compared.</summary>
    public Transcript Seen { get; } = seen;

    /// <summary>The driver's connection.</summary>
    public abstract DbConnection Connection { get; }

    /// <summary>Runs statements that must succeed; notes columns, rows, counts and the last insert id.</summary>
    public async Task RunAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        this.NoteStatement(sql);
        await using var command = this.CreateCommand(sql, parameters);
        await this.ExecuteAsync(command);
    }

    /// <summary>Runs several statements, each by itself.</summary>
    public async Task RunEachAsync(params string[] statements)
    {
        foreach (var sql in statements)
            await this.RunAsync(sql);
    }

    /// <summary>Runs a statement that must fail; notes what it answers before, then number, SQLSTATE and message.</summary>
    public Task FailAsync(string sql, params (string Name, object? Value)[] parameters) =>
        this.NoteErrorAsync(() => this.RunAsync(sql, parameters));

    /// <summary>
    /// Prepares a statement, runs it once with each row of values, and closes it. The values belong to <c>@p1</c>,
    /// <c>@p2</c>, … A row that the server refuses is noted as an error, and the next one follows.
    /// </summary>
    public async Task RunPreparedAsync(string sql, params object?[][] rows)
    {
        this.NoteStatement(sql);
        await using var command = this.CreateCommand(sql, Named(rows.Length == 0 ? [] : rows[0]));
        await command.PrepareAsync();
        if (rows.Length == 0)
            await this.ExecuteAsync(command);
        foreach (var row in rows)
            await this.ExecuteWithAsync(command, row);
    }

    /// <summary>Runs a command, prepared or not, with the values of <c>@p1</c>, <c>@p2</c>, …; notes its answer or its error.</summary>
    public async Task ExecuteWithAsync(DbCommand command, params object?[] row)
    {
        for (var i = 0; i < row.Length; i++)
            command.Parameters[i].Value = row[i] ?? DBNull.Value;
        this.Seen.Add($"  with {string.Join(", ", row.Select(ValueText.Of))}");
        try
        {
            await this.ExecuteAsync(command);
        }
        catch (DbException error)
        {
            this.Seen.Add($"  {this.Describe(error)}");
        }
    }

    /// <summary>Runs a command; notes columns, rows, counts and the last insert id.</summary>
    public async Task ExecuteAsync(DbCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync();
        do
        {
            await this.NoteResultAsync(reader);
        }
        while (await reader.NextResultAsync());
        await reader.CloseAsync();
        this.Seen.Add($"  affected {reader.RecordsAffected}, insert id {this.LastInsertId(command)}");
    }

    /// <summary>Runs what must fail with an error of the driver; notes number, SQLSTATE and message.</summary>
    /// <exception cref="AssertFailedException">It did not fail.</exception>
    public async Task NoteErrorAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (DbException error)
        {
            this.Seen.Add($"  {this.Describe(error)}");
            return;
        }

        throw new AssertFailedException("It was meant to fail");
    }

    /// <summary>Reads a large result, prepared or not; notes its row count and the hash of all its values.</summary>
    public async Task DigestAsync(string sql, bool prepare = false)
    {
        await using var command = this.CreateCommand(sql, []);
        if (prepare)
            await command.PrepareAsync();
        await using var reader = await command.ExecuteReaderAsync();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long rows = 0;
        for (; await reader.ReadAsync(); rows++)
        {
            for (var column = 0; column < reader.FieldCount; column++)
                hash.AppendData(Encoding.UTF8.GetBytes($"{reader.GetValue(column)}\n"));
        }

        this.NoteStatement(sql);
        this.Seen.Add($"  {rows} rows, sha256 {Convert.ToHexString(hash.GetHashAndReset())}");
    }

    /// <summary>The first value of a statement's result; not noted.</summary>
    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = this.CreateCommand(sql, []);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Notes what the reader has of one result: columns, then rows to its end.</summary>
    public async Task NoteResultAsync(DbDataReader reader)
    {
        if (reader.FieldCount == 0)
            return;
        this.Seen.Add("  columns " + string.Join(", ", Enumerable.Range(0, reader.FieldCount)
            .Select(column => $"{reader.GetName(column)}:{reader.GetDataTypeName(column)}")));
        while (await reader.ReadAsync())
            this.NoteRow(reader);
    }

    /// <summary>Notes the row at which the reader stands.</summary>
    public void NoteRow(DbDataReader reader) => this.Seen.Add("  row " + string.Join(", ", Enumerable.Range(0, reader.FieldCount)
        .Select(column => ValueText.Of(reader.GetValue(column)))));

    /// <summary>A command on this session's connection.</summary>
    public abstract DbCommand CreateCommand(string sql, params (string Name, object? Value)[] parameters);

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync() => await this.Connection.DisposeAsync();

    /// <summary>Number, SQLSTATE and message, as the driver shows them.</summary>
    public abstract string Describe(DbException error);

    /// <summary>The id that the command's last execution made.</summary>
    protected abstract long LastInsertId(DbCommand command);

    /// <summary>Writes a statement into the transcript, a long one by its start.</summary>
    protected void NoteStatement(string sql) =>
        this.Seen.Add($"> {(sql.Length > LongestShownStatement ? $"{sql[..100]}… ({sql.Length} characters)" : sql)}");

    private static (string Name, object? Value)[] Named(object?[] values) =>
        [.. values.Select((value, index) => ($"@p{index + 1}", value))];
}
