namespace SceNettyProxy.Handlers.Session;

/// <summary>One thing that a SET of the client changed and that other backends have to be told.</summary>
/// <param name="Group">When it is replayed.</param>
/// <param name="Key">What it replaces: the variable's name in lower case, "names" and the like.</param>
/// <param name="Sql">The text behind SET; null when only the primary knows the value yet.</param>
/// <param name="Version">The state of the session that it came with.</param>
internal sealed record TrackedSetting(SettingGroup Group, string Key, string? Sql, long Version);

/// <summary>The order of replay: text is read by the character set, and values by the modes.</summary>
internal enum SettingGroup : byte
{
    Charset,
    Variable,
    UserVariable,
    Transaction,
}
