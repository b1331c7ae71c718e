namespace SceNettyProxy.Extensions.Commands;

/// <summary>How much of a long text an interceptor has to see.</summary>
public enum TextNeed
{
    /// <summary>
    /// All of it: the proxy holds the text until it is whole, and refuses one that is longer than <c>session.maxHeldStatement</c>
    /// with error 1153. For what judges texts or rewrites them.
    /// </summary>
    Whole,

    /// <summary>
    /// Its first 64 KB: a long INSERT streams on as it would without the interceptor. For what only looks: an attempt to
    /// rewrite a text that is not whole counts as a failure.
    /// </summary>
    Head,
}
