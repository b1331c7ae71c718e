using System.Security.Cryptography;
using System.Text;
using SceNettyProxy.Codecs.MySql.Authentication;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Frontend.Authentication;

/// <summary>
/// The RSA key by which clients without TLS encrypt a password: the configured one, read again when the setting names
/// another file, else one that is made when it is first needed. Any thread but an event loop: making a key and decrypting
/// take milliseconds, and one waits for the other.
/// </summary>
internal sealed class RsaLoginKey(Live<SessionOptions> options)
{
    private readonly Lock sync = new();
    private RSA? key;
    private string? source;

    /// <summary>The public key as PEM, as it is sent.</summary>
    /// <exception cref="SecretException">The configured file has gone bad.</exception>
    public byte[] PublicKey()
    {
        lock (sync)
            return Encoding.ASCII.GetBytes(Key().ExportSubjectPublicKeyInfoPem() + "\n");
    }

    /// <inheritdoc cref="RsaPassword.Decrypt"/>
    /// <exception cref="SecretException">The configured file has gone bad.</exception>
    public byte[]? Decrypt(ReadOnlySpan<byte> encrypted, ReadOnlySpan<byte> scramble20)
    {
        lock (sync)
            return RsaPassword.Decrypt(Key(), encrypted, scramble20);
    }

    private RSA Key()
    {
        string wanted = options.Value.RsaKey;
        if (key is not null && source == wanted)
            return key;
        RSA next = wanted.Length == 0 ? RSA.Create(RsaKeyFile.MinBits) : RsaKeyFile.Read(wanted);
        key?.Dispose();
        source = wanted;
        return key = next;
    }
}
