namespace SceNettyProxy.Handlers.Backend;

/// <summary>
/// What a server's session is set to, as far as the sessions of the proxy care. Schema and option survive a reset of the
/// connection, so they are remembered over it.
/// </summary>
internal sealed class AppliedState(string schema)
{
    /// <summary>The current schema.</summary>
    public string Schema { get; set; } = schema;

    /// <summary>COM_SET_OPTION: several statements in one text are allowed.</summary>
    public bool MultiStatements { get; set; }

    /// <summary>The state of the holding session up to which its variables were replayed here; 0 = none.</summary>
    public long Version { get; set; }

    /// <summary>Grows with each reset, which also forgets the statements that were prepared on the connection.</summary>
    public int Epoch { get; private set; }

    /// <summary>The server has taken all variables back to their defaults.</summary>
    public void Reset()
    {
        Version = 0;
        Epoch++;
    }
}
