using System.Text;

namespace SceNettyProxy.Handlers.Backend.Authentication;

/// <summary>What a login to a server may use. Immutable, and never in a log.</summary>
internal sealed record ServerSecrets
{
    /// <summary>The account's password; null where the entry holds none.</summary>
    public required string? Password { get; init; }

    /// <summary>SHA1(password) as caught at a client's login, where <see cref="Password"/> is null; may be null.</summary>
    public required byte[]? NativeSecret { get; init; }

    public ChannelProtection Protection { get; init; }

    /// <summary>The server's RSA key as PEM, where it is configured.</summary>
    public string? ServerPublicKey { get; init; }

    /// <inheritdoc cref="Tenancy.Settings.PoolOptions.AllowPublicKeyRetrieval"/>
    public bool AllowPublicKeyRetrieval { get; init; }

    /// <inheritdoc cref="Tenancy.Settings.PoolOptions.AllowClearPassword"/>
    public bool AllowClearPassword { get; init; }

    /// <summary>Neither a password nor what stands in for it.</summary>
    public bool IsEmpty => Password is null && NativeSecret is null;

    public bool HasEmptyPassword => Password is { Length: 0 };

    /// <summary>The password's bytes.</summary>
    /// <exception cref="ServerLoginException">The entry holds none.</exception>
    public byte[] PasswordBytes(string plugin) => Password is { } password
        ? Encoding.UTF8.GetBytes(password)
        : throw new ServerLoginException(
            $"the server wants {plugin}, and the entry holds no serverPassword; a native login of a client can stand in for mysql_native_password only");

    /// <summary>The password's bytes with a zero byte behind them.</summary>
    /// <inheritdoc cref="PasswordBytes"/>
    public byte[] TerminatedPassword(string plugin) => [.. PasswordBytes(plugin), 0];

    /// <summary>Without what a log must not hold.</summary>
    public override string ToString() => $"{nameof(ServerSecrets)} ({Protection})";
}
