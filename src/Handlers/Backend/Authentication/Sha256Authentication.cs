namespace SceNettyProxy.Handlers.Backend.Authentication;

/// <summary>sha256_password: always the password itself.</summary>
internal sealed class Sha256Authentication(ServerSecrets secrets) : IServerAuthentication
{
    public const string PluginName = "sha256_password";

    private const byte PublicKeyRequest = 0x01;

    private readonly RsaExchange exchange = new(secrets, PluginName, PublicKeyRequest);

    public string Plugin => PluginName;

    public byte[] Begin(ReadOnlySpan<byte> data) => exchange.Begin(data);

    public byte[]? Continue(ReadOnlySpan<byte> data) => exchange.OnKey(data);
}
