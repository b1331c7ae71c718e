namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>What happens to what a handler would have seen that is fenced off.</summary>
internal enum FenceMode
{
    /// <summary>It passes.</summary>
    Open,

    /// <summary>It is refused: for a handler that protects something.</summary>
    Closed,
}
