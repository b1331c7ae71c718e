using SceNettyProxy.Tenancy.Addresses;

namespace SceNettyProxy.Tenancy.Settings;

/// <summary>The operator's account: <c>admin</c> of proxy.json.</summary>
public sealed record AdminOptions
{
    /// <summary>The name that an operator logs in with; empty for no such account.</summary>
    public string User { get; init; } = "";

    /// <summary>Its password in plain text. Never in a log: <see cref="ToString"/> leaves it out.</summary>
    public string Password { get; init; } = "";

    /// <summary>Where an operator may log in from; the lists of the databases do not count.</summary>
    public AddressList AuthedIps { get; init; } = AddressList.Loopback;

    public override string ToString() => User;
}
