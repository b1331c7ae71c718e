using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Custom;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>A custom handler: an item of <c>handlers</c>.</summary>
internal sealed record CustomHandlerOptions
{
    /// <summary>Its name in logs, errors and counters.</summary>
    public string Name { get; init; } = "";

    /// <summary>The full path of its assembly.</summary>
    public string Assembly { get; init; } = "";

    /// <summary>The full name of the type.</summary>
    public string Type { get; init; } = "";

    /// <summary>One of <see cref="SlotNames"/>.</summary>
    public string Slot { get; init; } = SlotNames.Commands;

    /// <summary>Handlers with a lower number come first; equal ones in the order of the file.</summary>
    public int Order { get; init; }

    /// <summary>The databases that it is for; <c>*</c> is all.</summary>
    public EquatableArray<string> Databases { get; init; } = [HandlerRegistration.EveryDatabase];

    /// <summary>It is fenced off after so many failures in a row; 0 is never.</summary>
    public int Failures { get; init; } = 10;

    /// <summary>What happens to what it would have seen while it is fenced off.</summary>
    public FenceMode Fenced { get; init; } = FenceMode.Open;

    /// <summary>A call that takes longer is counted and logged as slow.</summary>
    public TimeSpan Slow { get; init; } = TimeSpan.FromMilliseconds(100);

    public bool Enabled { get; init; } = true;

    /// <summary>The values of <c>options</c> by their paths.</summary>
    public EquatableArray<HandlerOption> Options { get; init; } = [];
}
