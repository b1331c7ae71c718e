using System.Text;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Authentication;

namespace SceNettyProxy.Handlers.Backend.Authentication;

/// <summary>
/// Hands the password itself to a server: as it is inside TLS; else encrypted with the server's RSA key, which is configured
/// or, where that is allowed, asked for. For one login.
/// </summary>
internal sealed class RsaExchange(ServerSecrets secrets, string plugin, byte keyRequest)
{
    private byte[] scramble = [];
    private bool awaitsKey;

    /// <summary>The password, or the question for the key.</summary>
    /// <param name="data">The server's scramble, which masks the password.</param>
    public byte[] Begin(ReadOnlySpan<byte> data)
    {
        if (secrets.Protection != ChannelProtection.None || secrets.HasEmptyPassword)
            return secrets.TerminatedPassword(plugin);
        byte[] password = secrets.PasswordBytes(plugin);
        scramble = ServerAuthentications.Scramble(data, NativePassword.ScrambleLength).ToArray();
        if (secrets.ServerPublicKey is { } pem)
            return RsaPasswordEncryption.Encrypt(password, scramble, Encoding.ASCII.GetBytes(pem));
        if (!secrets.AllowPublicKeyRetrieval)
        {
            throw new ServerLoginException(
                $"the server wants the password for {plugin} and the connection has no TLS: set pool.tls to required, "
                + "pool.serverPublicKey to the server's key, or pool.allowPublicKeyRetrieval to true");
        }

        awaitsKey = true;
        return [keyRequest];
    }

    /// <summary>The password, encrypted with the key that was asked for.</summary>
    public byte[] OnKey(ReadOnlySpan<byte> pem)
    {
        if (!awaitsKey)
            throw ServerAuthentications.Unexpected();
        awaitsKey = false;
        return RsaPasswordEncryption.Encrypt(secrets.PasswordBytes(plugin), scramble, pem);
    }
}
