using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Custom;

/// <summary>A custom handler as the host gives it to the gateway. Immutable.</summary>
public sealed record HandlerRegistration
{
    /// <summary>Stands for every database.</summary>
    public const string EveryDatabase = "*";

    /// <summary>Its name in logs, errors and counters; unique.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// A <see cref="Extensions.Commands.CommandInterceptor"/>, an <see cref="Extensions.Commands.AsyncCommandInterceptor"/> or a
    /// <see cref="Extensions.Channels.ChannelHandlerFactory"/>; null where the entry is disabled or could not be loaded.
    /// </summary>
    public object? Instance { get; init; }

    /// <summary>One of <see cref="Extensions.Pipeline.SlotNames"/>.</summary>
    public required string Slot { get; init; }

    /// <summary>The databases that it is for.</summary>
    public EquatableArray<string> Databases { get; init; } = [EveryDatabase];

    /// <summary>It is fenced off after so many failures in a row; 0 is never.</summary>
    public int Failures { get; init; }

    /// <summary>What it would have judged is refused while it is fenced off; otherwise it is skipped.</summary>
    public bool FencedRefuses { get; init; }

    /// <summary>A call that takes longer is counted and logged as slow.</summary>
    public TimeSpan Slow { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The entry is switched off.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Why the entry as it stands now could not be loaded; an instance that is here all the same is the one of
    /// before.</summary>
    public string? Problem { get; init; }

    /// <summary>Called once, on any thread, when no session uses the instance any more. Must not block.</summary>
    public Action? Released { get; init; }

    /// <summary>It applies to that database.</summary>
    public bool IsFor(string database)
    {
        foreach (string name in Databases)
        {
            if (name == EveryDatabase || name == database)
                return true;
        }

        return false;
    }
}
