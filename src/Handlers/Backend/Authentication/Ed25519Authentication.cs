using SceNettyProxy.Codecs.MySql.Authentication;

namespace SceNettyProxy.Handlers.Backend.Authentication;

/// <summary>MariaDB's client_ed25519: the scramble, signed with the password.</summary>
internal sealed class Ed25519Authentication(ServerSecrets secrets) : IServerAuthentication
{
    public string Plugin => Ed25519Password.PluginName;

    public byte[] Begin(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> scramble = ServerAuthentications.Scramble(data, Ed25519Password.ScrambleLength);
        byte[] signature = new byte[Ed25519Password.ResponseLength];
        Ed25519.Sign(secrets.PasswordBytes(Plugin), scramble, signature);
        return signature;
    }

    public byte[]? Continue(ReadOnlySpan<byte> data) => throw ServerAuthentications.Unexpected();
}
