namespace SceNettyProxy.Handlers.Custom;

/// <summary>What is counted of the handlers of one name. Any thread.</summary>
internal sealed class HandlerCounters
{
    public StripedCounter Calls { get; } = new();

    public StripedCounter Denials { get; } = new();

    public StripedCounter Rewrites { get; } = new();

    public StripedCounter Answers { get; } = new();

    public StripedCounter Failures { get; } = new();

    public StripedCounter SlowCalls { get; } = new();
}
