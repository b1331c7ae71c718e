using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Settings;

/// <summary>
/// The operator's account, and what proxies and tools reach this proxy by: <c>admin</c> of proxy.json.
/// </summary>
public sealed record AdminOptions
{
    /// <summary>The name that an operator logs in with; empty for no such account.</summary>
    public string User { get; init; } = "";

    /// <summary>Its password in plain text. Never in a log: <see cref="ToString"/> leaves it out.</summary>
    public string Password { get; init; } = "";

    /// <summary>Where an operator may log in from; the lists of the databases do not count.</summary>
    public AddressList AuthedIps { get; init; } = AddressList.Loopback;

    /// <summary>Where the admin port listens: an IP address and a port; null for none.</summary>
    public Endpoint? Listen { get; init; }

    /// <summary>What other proxies reach it by, where that is another address; null for <see cref="Listen"/>.</summary>
    public Endpoint? Advertise { get; init; }

    /// <summary>
    /// What proxies and tools prove themselves by at the admin port, in plain text; empty: it tells only that the proxy runs. Never in a log.
    /// </summary>
    public string Secret { get; init; } = "";

    public override string ToString() => User;
}
