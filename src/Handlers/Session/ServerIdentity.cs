using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Session;

/// <summary>
/// What the greeting says the server is: what the primaries have said of themselves. The version is that of the first; a
/// flag that not every server has is offered to nobody. Any thread.
/// </summary>
internal sealed class ServerIdentity
{
    /// <summary>Until a primary was asked: a version that no client takes for one without the features it needs.</summary>
    public const string DefaultVersion = "8.0.36-SceNettyProxy";

    /// <summary>The flags that only some servers have.</summary>
    public const CapabilityFlags Learnable = CapabilityFlags.QueryAttributes | CapabilityFlags.OptionalResultsetMetadata;

    private readonly Lock sync = new();
    private volatile Findings? findings;

    public string Version => findings?.Version ?? DefaultVersion;

    public bool IsKnown => findings is not null;

    /// <summary>Of <see cref="Learnable"/>, what every server has.</summary>
    public CapabilityFlags Capabilities => findings?.Capabilities ?? CapabilityFlags.None;

    /// <summary>MariaDB's own flags that every server has.</summary>
    public MariaDbCapabilities MariaDb => findings?.MariaDb ?? MariaDbCapabilities.None;

    /// <summary>A server's greeting has been read.</summary>
    /// <returns>True when the version was taken: it was the first.</returns>
    public bool Learn(HandshakeV10 greeting)
    {
        Findings? known = findings;
        if (known is not null && known.IsCoveredBy(greeting))
            return false;
        lock (sync)
        {
            known = findings;
            findings = new Findings(
                known?.Version ?? greeting.ServerVersion,
                (known?.Capabilities ?? Learnable) & greeting.Capabilities,
                (known?.MariaDb ?? Backend.BackendCapabilities.SharedMariaDb) & greeting.MariaDbCapabilities);
            return known is null;
        }
    }

    private sealed record Findings(string Version, CapabilityFlags Capabilities, MariaDbCapabilities MariaDb)
    {
        public bool IsCoveredBy(HandshakeV10 greeting) =>
            (Capabilities & ~greeting.Capabilities) == 0 && (MariaDb & ~greeting.MariaDbCapabilities) == 0;
    }
}
