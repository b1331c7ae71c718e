using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Handlers.Session;

/// <summary>
/// What follows the session to whatever backend runs its next statement: schema, multi-statement option, variables; and
/// how its text is read. Of one loop.
/// </summary>
internal sealed class TrackedState
{
    private readonly List<TrackedSetting> settings = [];
    private string loginSchema = "";
    private CollationInfo? loginCollation;
    private bool loginMultiStatements;
    private bool wantsMultiStatements;

    /// <summary>Grows with each recorded setting.</summary>
    public long Version { get; private set; }

    /// <summary>Grows with each change of how a server reads the text: character set and sql_mode.</summary>
    public long ReadingVersion { get; private set; }

    /// <summary>The current schema on the servers; empty when there is none.</summary>
    public string Schema { get; set; } = "";

    /// <summary>Several statements in one text are allowed: the client wants it, and its policy has nothing against it.</summary>
    public bool MultiStatements
    {
        get => wantsMultiStatements && AllowsMultiStatements;
        set => wantsMultiStatements = value;
    }

    /// <summary>The policy lets texts of several statements pass.</summary>
    public bool AllowsMultiStatements { get; set; } = true;

    /// <summary>How the client's text is read.</summary>
    public SqlReading Reading { get; private set; }

    /// <summary>Transactions are SERIALIZABLE: every read locks.</summary>
    public bool IsSerializable { get; private set; }

    /// <summary>Something ran that may have changed user variables behind the proxy's back.</summary>
    public bool AreUserVariablesUncertain { get; set; }

    /// <summary>In the order in which they have to be replayed within their group.</summary>
    public IReadOnlyList<TrackedSetting> Settings => settings;

    /// <summary>The first setting whose value only the primary knows; null when there is none.</summary>
    public TrackedSetting? FirstUnresolved => settings.Find(static setting => setting.Sql is null);

    public bool HasUserVariables => settings.Exists(static setting => setting.Group == SettingGroup.UserVariable);

    /// <summary>The state right after a login.</summary>
    /// <param name="schema">The real schema.</param>
    /// <param name="collation">The collation id of the login packet.</param>
    /// <param name="proxyCollation">The one that the proxy logs in to servers with.</param>
    /// <param name="multiStatements">CLIENT_MULTI_STATEMENTS was negotiated.</param>
    public void Begin(string schema, byte collation, byte proxyCollation, bool multiStatements)
    {
        loginSchema = schema;
        loginMultiStatements = multiStatements;
        loginCollation = collation == proxyCollation ? null : KnownOrDefault(collation);
        Schema = schema;
        Reset();
    }

    /// <summary>COM_RESET_CONNECTION: variables as after the login; the schema and the option stay.</summary>
    public void Reset()
    {
        settings.Clear();
        IsSerializable = false;
        AreUserVariablesUncertain = false;
        Reading = new SqlReading(
            CharsetFamilies.Of(loginCollation?.Charset), SqlModes.None, ModesKnown: false, Reading.Flavor);
        Version++;
        ReadingVersion++;
        if (loginCollation is { } collation)
            Record(SettingGroup.Charset, StateKeys.Names, NamesSql(collation));
    }

    /// <summary>COM_CHANGE_USER and the like: all as after the login.</summary>
    public void ResetAll()
    {
        Schema = loginSchema;
        MultiStatements = loginMultiStatements;
        Reset();
    }

    /// <summary>At the first backend: what kind of server it is, and its modes.</summary>
    public void LearnServer(ServerFlavor flavor, SqlModes modes)
    {
        if (Reading.Flavor != flavor)
            Reading = Reading with { Flavor = flavor };
        if (!Reading.ModesKnown && !settings.Exists(static setting => setting.Key == StateKeys.SqlMode))
            Reading = Reading with { Modes = modes, ModesKnown = true };
    }

    /// <summary>Status flags tell this one mode with every OK.</summary>
    public void LearnStatus(ServerStatus status)
    {
        SqlModes modes = (status & ServerStatus.NoBackslashEscapes) != 0
            ? Reading.Modes | SqlModes.NoBackslashEscapes
            : Reading.Modes & ~SqlModes.NoBackslashEscapes;
        if (modes != Reading.Modes)
            Reading = Reading with { Modes = modes };
    }

    /// <summary>The client's character set has changed, as told by the server or by a SET.</summary>
    public void LearnCharset(string charset) => Reading = Reading with { Charset = CharsetFamilies.Of(charset) };

    /// <summary>Records a change that succeeded.</summary>
    /// <param name="sql">The text behind SET; null when it has to be read back first.</param>
    public void Record(SettingGroup group, string key, string? sql)
    {
        bool isReading = group == SettingGroup.Charset || (group == SettingGroup.Variable && key == StateKeys.SqlMode);
        bool isSame = sql is not null && settings.Exists(setting => setting.Group == group && setting.Key == key && setting.Sql == sql);
        if (isReading && !isSame)
            ReadingVersion++;
        bool wholeCharset = group == SettingGroup.Charset && key is StateKeys.Names or StateKeys.CharacterSet;
        settings.RemoveAll(setting =>
            setting.Group == group && (wholeCharset || setting.Key == key));
        settings.Add(new TrackedSetting(group, key, sql, ++Version));
        if (key == StateKeys.SqlMode && group == SettingGroup.Variable)
        {
            Reading = sql is null
                ? Reading with { ModesKnown = false }
                : Reading with { Modes = SqlModeText.Parse(StateKeys.ValueOf(sql)), ModesKnown = true };
        }

        if (StateKeys.IsIsolation(group, key))
            IsSerializable = sql is null || sql.Contains("SERIALIZABLE", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The value of <see cref="FirstUnresolved"/> has been read from the primary. The place stays.</summary>
    public void Resolve(TrackedSetting unresolved, string sql)
    {
        int index = settings.IndexOf(unresolved);
        if (index < 0)
            return;
        settings[index] = unresolved with { Sql = sql };
        if (unresolved.Key == StateKeys.SqlMode)
            Reading = Reading with { Modes = SqlModeText.Parse(StateKeys.ValueOf(sql)), ModesKnown = true };
        if (StateKeys.IsIsolation(unresolved.Group, unresolved.Key))
            IsSerializable = sql.Contains("SERIALIZABLE", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The proxy can give that user variable its value on any server.</summary>
    public bool KnowsUserVariable(string name)
    {
        if (AreUserVariablesUncertain)
            return false;
        foreach (TrackedSetting setting in settings)
        {
            if (setting.Group == SettingGroup.UserVariable && setting.Key == name)
                return setting.Sql is not null;
        }

        return false;
    }

    private static CollationInfo KnownOrDefault(byte id) =>
        Collations.TryGet(id, out CollationInfo? collation) ? collation : new CollationInfo(id, "", "", true);

    /// <summary>A server that does not know the collation of a login takes its own defaults; so does SET NAMES
    /// DEFAULT.</summary>
    private static string NamesSql(CollationInfo collation) => collation.Charset.Length == 0
        ? "NAMES DEFAULT"
        : $"NAMES {collation.Charset} COLLATE {collation.Name}";
}
