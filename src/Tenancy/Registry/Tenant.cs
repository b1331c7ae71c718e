using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Rates;

namespace SceNettyProxy.Tenancy.Registry;

/// <summary>
/// The live record of a database, which a session holds for as long as it lives. It follows the registry: the session
/// sees a change by a new <see cref="Version"/>. A database that is removed and comes back is a new tenant.
/// Readable from any thread without a lock.
/// </summary>
public sealed class Tenant
{
    private const int TableNamesUnknown = 0;
    private const int TableNamesExact = 1;
    private const int TableNamesFolded = 2;

    private volatile DatabaseDefinition? current;
    private volatile int version;
    private volatile byte[]? nativeSecret;
    private volatile ForbidSet forbids = ForbidSet.None;
    private volatile int tableNames = TableNamesUnknown;

    internal Tenant(DatabaseDefinition definition)
    {
        Name = definition.Name;
        current = definition;
    }

    /// <summary>A record of a database that no registry holds; it stays as it is.</summary>
    public static Tenant Detached(DatabaseDefinition definition) => new(definition);

    public string Name { get; }

    /// <summary>What it has taken of its rate limits. Any thread.</summary>
    public TenantRates Rates { get; } = new();

    /// <summary>The definition in force; null once the database is gone from the registry.</summary>
    public DatabaseDefinition? Current => current;

    /// <summary>
    /// Grows with each change of <see cref="Current"/>. Whoever reads the version first and the definition after it never
    /// holds a definition older than that version.
    /// </summary>
    public int Version => version;

    /// <summary>
    /// SHA1(password) of the account of <see cref="DatabaseDefinition.ServerUser"/>, 20 bytes, as a client proved it at a
    /// login with mysql_native_password; null as long as none did. It stands in for a server password that the entry does
    /// not hold. Never in a log. Any thread.
    /// </summary>
    public byte[]? NativeSecret
    {
        get => nativeSecret;
        set => nativeSecret = value;
    }

    /// <summary>What is forbidden in it now. Set by <see cref="MemoryForbidStore"/> alone.</summary>
    public ForbidSet Forbids
    {
        get => forbids;
        internal set => forbids = value;
    }

    /// <summary>
    /// Table names that differ in case alone may be the same table on its servers: true until one has said otherwise, and
    /// whenever one has said so.
    /// </summary>
    public bool FoldsTableNames => tableNames != TableNamesExact;

    /// <summary>One of its servers has said how it compares table names.</summary>
    /// <param name="lowerCaseTableNames">The server's variable of that name: 0 where case counts.</param>
    public void LearnTableNames(int lowerCaseTableNames)
    {
        if (lowerCaseTableNames != 0)
            tableNames = TableNamesFolded;
        else
            Interlocked.CompareExchange(ref tableNames, TableNamesExact, TableNamesUnknown);
    }

    public override string ToString() => Name;

    /// <summary>Called by the registry only, one call at a time.</summary>
    internal void Set(DatabaseDefinition? definition)
    {
        // Another account or another password: what was caught of the old one is of no use.
        if (current?.ServerUser != definition?.ServerUser || HashesOf(current) != HashesOf(definition))
            nativeSecret = null;
        current = definition;
        version++;
    }

    private static EquatableArray<PasswordHash>? HashesOf(DatabaseDefinition? definition) =>
        definition?.FindUser(definition.ServerUser)?.Hashes;
}
