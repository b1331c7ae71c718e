namespace SceNettyProxy.Codecs.MySql;

/// <summary>One change of session state. The spans are parts of the payload that was read.</summary>
public readonly ref struct SessionStateChange(
    SessionStateType type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
{
    /// <summary>What has changed.</summary>
    public SessionStateType Type { get; } = type;

    /// <summary>The variable's name; empty for the other types.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    /// <summary>The new value: of the variable, the schema's name, the GTIDs, the statements, the letters.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;
}
