namespace SceNettyProxy.Handlers.Custom;

/// <summary>How a custom handler stands.</summary>
public enum HandlerState
{
    /// <summary>It is called.</summary>
    Running,

    /// <summary>It failed too often and is not called any more, until its entry or its file changes.</summary>
    Fenced,

    /// <summary>It is switched off in the configuration.</summary>
    Disabled,

    /// <summary>It could not be loaded.</summary>
    Unloadable,
}
