using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace AuditLog;

/// <summary>
/// Appends lines to a file on a task of its own, so that no event loop waits for a disk. Disposal writes what is waiting.
/// </summary>
public sealed class AuditFile : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private readonly Channel<AuditLine> waiting;
    private readonly StreamWriter writer;
    private readonly ILogger log;
    private readonly Task writing;

    /// <exception cref="IOException">The file cannot be opened; the handler is not loaded then.</exception>
    public AuditFile(string path, int queue, ILogger log)
    {
        this.log = log;
        waiting = Channel.CreateBounded<AuditLine>(new BoundedChannelOptions(queue) { SingleReader = true });
        // Shared, since a reload opens the file before the old handler has closed it.
        writer = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite));
        writing = Task.Run(WriteAsync);
    }

    /// <summary>False when too many lines wait already, or writing has failed. Any thread.</summary>
    public bool TryAdd(AuditLine line) => waiting.Writer.TryWrite(line);

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await writing;
        await writer.DisposeAsync();
    }

    private async Task WriteAsync()
    {
        try
        {
            while (await waiting.Reader.WaitToReadAsync())
            {
                while (waiting.Reader.TryRead(out AuditLine? line))
                    await writer.WriteLineAsync(JsonSerializer.Serialize(line, Format));
                await writer.FlushAsync();
            }
        }
        catch (IOException e)
        {
            waiting.Writer.TryComplete();
            log.LogError(e, "The audit log cannot be written; statements are denied from now on");
        }
    }
}
