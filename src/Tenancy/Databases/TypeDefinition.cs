namespace SceNettyProxy.Tenancy.Databases;

/// <summary>The quotas of a type of databases.</summary>
public sealed record TypeDefinition
{
    /// <summary>The type of databases of the platform's own: they are exempt from forbids.</summary>
    public const string Internal = "internal";

    private const long GiB = 1L << 30;

    public required string Name { get; init; }

    /// <summary>Sessions of one database over all proxies.</summary>
    public long Connections { get; init; } = 1024;

    /// <summary>Bytes that its tables take.</summary>
    public long Disk { get; init; } = 2 * GiB;

    /// <summary>Bytes sent and received.</summary>
    public long Network { get; init; } = 8 * GiB;

    /// <summary>Bytes of one table.</summary>
    public long TableSize { get; init; } = GiB;

    /// <summary>Rows of one table.</summary>
    public long TableRows { get; init; } = 100_000;

    /// <summary>Tables of one database.</summary>
    public long Tables { get; init; } = 100;

    /// <summary>What runs longer is a slow query.</summary>
    public TimeSpan SlowQueryDuration { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Slow queries.</summary>
    public long SlowQueries { get; init; } = 5;

    /// <summary>Processor time on the server.</summary>
    public TimeSpan CpuTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The types that exist without being listed: level N has N times the default quotas, internal 10 times.
    /// </summary>
    public static IEnumerable<TypeDefinition> BuiltIn { get; } =
        [Times("default", 1), Times("level1", 1), Times("level2", 2), Times("level3", 3), Times(Internal, 10)];

    private static TypeDefinition Times(string name, int factor)
    {
        TypeDefinition unit = new() { Name = name };
        return unit with
        {
            Connections = unit.Connections * factor,
            Disk = unit.Disk * factor,
            Network = unit.Network * factor,
            TableSize = unit.TableSize * factor,
            TableRows = unit.TableRows * factor,
            Tables = unit.Tables * factor,
            SlowQueryDuration = unit.SlowQueryDuration * factor,
            SlowQueries = unit.SlowQueries * factor,
            CpuTime = unit.CpuTime * factor,
        };
    }
}
