using System.Diagnostics;
using System.Text.Json;
using DotNetty.Buffers;
using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;
using SceNettyProxy.Bootstrap.Hosting;
using SceNettyProxy.Handlers.Diagnostics;
using SceNettyProxy.Tenancy.Cluster;
using SceNettyProxy.Tenancy.Forbids;
using TaskCompletionSource = System.Threading.Tasks.TaskCompletionSource;

namespace SceNettyProxy.Bootstrap.Diagnostics;

/// <summary>
/// What the proxy holds at a moment, as JSON: process, event loops, buffers, sessions, pools, custom handlers, forbids and members.
/// No password, no statement. Waits for no event loop, so that one that hangs is told and does not keep the rest from being told.
/// </summary>
internal sealed class DiagnosticDump(GatewayRuntime gateway, IForbidStore forbids, IMembership membership, TimeProvider time)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Writes a new file into the folder, readable by its owner only.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public async Task<string> WriteAsync(string folder)
    {
        GatewaySummary sessions = gateway.Gateway.Summarize();
        object content = new
        {
            Time = time.GetUtcNow(),
            Process = Process(),
            Loops = await LoopsAsync().ConfigureAwait(false),
            Buffers = Buffers(sessions.HeldStatementBytes),
            Members = membership.Members.Select(member => new { member.Name, member.AdminAddress, member.Node }),
            membership.IsMaster,
            Forbids = forbids.List().GroupBy(static entry => entry.Database, static (name, all) => new { Database = name, Count = all.Count() }),
            Handlers = gateway.Gateway.HandlerStatuses,
            sessions.Pools,
            sessions.Sessions,
        };
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"sceproxy-{time.GetUtcNow():yyyyMMdd'T'HHmmssfff'Z'}.json");
        FileStreamOptions creation = new() { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            creation.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (FileStream file = new($"{path}.new", creation))
            await JsonSerializer.SerializeAsync(file, content, Options).ConfigureAwait(false);
        File.Move($"{path}.new", path, overwrite: true);
        return path;
    }

    private static object Process()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        return new
        {
            process.Id,
            Version = typeof(DiagnosticDump).Assembly.GetName().Version?.ToString(),
            Started = process.StartTime.ToUniversalTime(),
            ProcessorSeconds = process.TotalProcessorTime.TotalSeconds,
            ResidentBytes = process.WorkingSet64,
            HeapBytes = memory.HeapSizeBytes,
            CommittedBytes = memory.TotalCommittedBytes,
            Collections = Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount),
            Threads = process.Threads.Count,
            PoolThreads = ThreadPool.ThreadCount,
            PoolBacklog = ThreadPool.PendingWorkItemCount,
        };
    }

    private static object Buffers(long heldStatementBytes)
    {
        PooledByteBufferAllocatorMetric metric = PooledByteBufferAllocator.Default.Metric;
        return new
        {
            metric.UsedHeapMemory,
            metric.UsedDirectMemory,
            ActiveBytes = metric.HeapArenas().Concat(metric.DirectArenas()).Sum(static arena => arena.NumActiveBytes),
            ActiveAllocations = metric.HeapArenas().Concat(metric.DirectArenas()).Sum(static arena => arena.NumActiveAllocations),
            HeldStatementBytes = heldStatementBytes,
        };
    }

    private async Task<LoopSummary[]> LoopsAsync()
    {
        IEnumerable<KeyValuePair<string, IEventLoopGroup>> groups = gateway.Groups?.All ?? [];
        return await Task.WhenAll(groups.SelectMany(group => group.Value.Items.Select((loop, i) => AskAsync(group.Key, i, loop))))
            .ConfigureAwait(false);
    }

    private async Task<LoopSummary> AskAsync(string group, int number, IEventExecutor loop)
    {
        int? backlog = (loop as SingleThreadEventExecutor)?.BacklogLength;
        TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        long start = Stopwatch.GetTimestamp();
        loop.Execute(answered.SetResult);
        try
        {
            await answered.Task.WaitAsync(AnswerLimit, time).ConfigureAwait(false);
            return new LoopSummary(group, number, backlog, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        catch (TimeoutException)
        {
            return new LoopSummary(group, number, backlog, null);
        }
    }
}
