using System.Runtime.CompilerServices;

namespace SceNettyProxy.Tenancy.Usage;

/// <summary>
/// The counters of one database on one event loop. Only that loop calls these methods: each is a few plain stores to memory
/// that outlives the process, without a lock, a system call or an allocation. Whoever reads does so from any thread.
/// </summary>
public sealed class UsageSlot
{
    private readonly UsageBlock block;

    internal UsageSlot(UsageBlock block, UsageDatabase database, int loop)
    {
        this.block = block;
        Database = database;
        Loop = loop;
    }

    /// <summary>What it counts for.</summary>
    public UsageDatabase Database { get; }

    /// <summary>The number of the event loop.</summary>
    internal int Loop { get; }

    /// <summary>Bytes of packets that a client has sent. Negative where some that were counted are no packets.</summary>
    public void Received(int bytes) => Add(UsageCounters.BytesIn, bytes);

    /// <summary>Bytes of packets that a client's socket has taken.</summary>
    public void Sent(long bytes) => Add(UsageCounters.BytesOut, bytes);

    /// <summary>The proxy begins with a command.</summary>
    public void RequestStarted() => Add(UsageCounters.Requests, 1);

    /// <summary>The last byte of a command's answer was handed on.</summary>
    /// <param name="latency">Since the command came.</param>
    public void RequestAnswered(TimeSpan latency)
    {
        long microseconds = latency.Ticks / TimeSpan.TicksPerMicrosecond;
        Add(UsageCounters.LatencySum, microseconds);
        Add(UsageCounters.Latencies + LatencyBuckets.IndexOf(microseconds), 1);
    }

    /// <summary>A statement was read, whatever becomes of it.</summary>
    public void StatementRead(UsageVerb verb) => Add(UsageCounters.Verbs + (int)verb, 1);

    /// <summary>Rows went to a client.</summary>
    public void RowsSent(long rows) => Add(UsageCounters.Rows, rows);

    /// <summary>An ERR packet went to a client.</summary>
    public void ErrorSent() => Add(UsageCounters.Errors, 1);

    /// <summary>The proxy refused a statement or a login.</summary>
    public void Refused(RefusalReason reason) => Add(UsageCounters.Refusals + (int)reason, 1);

    /// <summary>A login has succeeded.</summary>
    public void LoggedIn() => Add(UsageCounters.Logins, 1);

    /// <summary>Bytes of a login of which it is not known yet whom they belong to.</summary>
    public void Hold(int received, long sent)
    {
        block.Long(UsageLayout.HeldInField) += received;
        block.Long(UsageLayout.HeldOutField) += sent;
    }

    /// <summary>
    /// It is known: held bytes are counted where they belong. A process that ends between the two loses them, and never counts
    /// them twice.
    /// </summary>
    /// <param name="received">What <see cref="Hold"/> was told of that login.</param>
    /// <param name="sent">See <paramref name="received"/>.</param>
    /// <param name="target">Where they belong; may be this slot.</param>
    public void Settle(long received, long sent, UsageSlot target)
    {
        block.Long(UsageLayout.HeldInField) -= received;
        block.Long(UsageLayout.HeldOutField) -= sent;
        target.Add(UsageCounters.BytesIn, received);
        target.Add(UsageCounters.BytesOut, sent);
    }

    /// <summary>Adds every counter to a sum in the order of <see cref="UsageCounters"/>. Any thread.</summary>
    internal void AddTo(Span<long> sum)
    {
        for (int i = 0; i < sum.Length; i++)
            sum[i] += Volatile.Read(ref Counter(i));
    }

    /// <summary>Before any loop writes: what the logins of a process that is gone had sent and got belongs to nobody.</summary>
    internal void SettleLeftOvers()
    {
        long received = block.Long(UsageLayout.HeldInField);
        long sent = block.Long(UsageLayout.HeldOutField);
        Settle(received, sent, this);
    }

    /// <summary>Before any loop writes: adds what the counters are behind.</summary>
    internal void Add(UsageTotals missing)
    {
        for (int i = 0; i < UsageCounters.Count; i++)
            Counter(i) += missing.Values[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(int counter, long amount) => Counter(counter) += amount;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref long Counter(int index) => ref block.Long(UsageLayout.CountersField + (index * sizeof(long)));
}
