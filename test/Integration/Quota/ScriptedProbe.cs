using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Quotas;

namespace SceNettyProxy.Integration.Tests.Quota;

/// <summary>Answers what the test says, by the database's name.</summary>
internal sealed class ScriptedProbe : IQuotaProbe
{
    public Dictionary<string, Func<CancellationToken, Task<ServerMeasurement>>> Answers { get; } = [];

    public List<string> Asked { get; } = [];

    public Task<ServerMeasurement> MeasureAsync(DatabaseDefinition database, CancellationToken cancellation)
    {
        lock (Asked)
            Asked.Add(database.Name);
        return Answers[database.Name](cancellation);
    }

    public void Answer(string database, long bytes, TimeSpan? cpuTime = null) => Answers[database] = _ =>
        Task.FromResult(new ServerMeasurement([new TableMeasurement("a", 1, bytes)], cpuTime));

    public void Fail(string database, string problem, bool isServerDown = false) =>
        Answers[database] = _ => throw new QuotaProbeException(problem, isServerDown);

    /// <summary>The server takes what it is asked and never answers.</summary>
    public void Hang(string database) => Answers[database] = async cancellation =>
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        throw new InvalidOperationException();
    };
}
