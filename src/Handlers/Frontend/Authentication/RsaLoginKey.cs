using System.Security.Cryptography;
using System.Text;
using SceNettyProxy.Codecs.MySql.Authentication;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Frontend.Authentication;

/// <summary>
/// The RSA key by which clients without TLS encrypt a password: the configured one, read again when the setting names
/// another file, else one that is made as soon as the registry names a user who may need it. Except where a member says
/// otherwise, any thread but an event loop: making a key takes a tenth of a second and decrypting a millisecond, and one
/// waits for the other.
/// </summary>
internal sealed class RsaLoginKey(Live<SessionOptions> options)
{
    private readonly Lock sync = new();
    private bool isPrepared;
    private RSA? key;
    private byte[] publicKey = [];
    private string? source;

    /// <summary>There is a key, for which no login waits.</summary>
    public bool IsReady
    {
        get
        {
            lock (sync)
                return key is not null;
        }
    }

    /// <summary>
    /// Has the key made, once, where a user is known by a hash of caching_sha2_password alone: without TLS that is proven by
    /// the encrypted password. Any thread.
    /// </summary>
    /// <param name="offload">Runs it on another thread.</param>
    public void PrepareFor(RegistrySnapshot snapshot, Action<Action> offload)
    {
        if (Volatile.Read(ref isPrepared) || !IsNeededBy(snapshot) || Interlocked.Exchange(ref isPrepared, true))
            return;
        offload(Prepare);
    }

    /// <summary>The public key as PEM, as it is sent.</summary>
    /// <exception cref="SecretException">The configured file has gone bad.</exception>
    public byte[] PublicKey()
    {
        lock (sync)
        {
            Key();
            return publicKey;
        }
    }

    /// <inheritdoc cref="RsaPassword.Decrypt"/>
    /// <exception cref="SecretException">The configured file has gone bad.</exception>
    public byte[]? Decrypt(ReadOnlySpan<byte> encrypted, ReadOnlySpan<byte> scramble20)
    {
        lock (sync)
            return RsaPassword.Decrypt(Key(), encrypted, scramble20);
    }

    private static bool IsNeededBy(RegistrySnapshot snapshot)
    {
        foreach (DatabaseDefinition database in snapshot.Databases.Values)
        {
            foreach (UserDefinition user in database.Users)
            {
                if (user.Password is null && user.HashOf(PasswordHashKind.Sha256Crypt) is not null)
                    return true;
            }
        }

        return false;
    }

    private void Prepare()
    {
        try
        {
            lock (sync)
                Key();
        }
        catch (SecretException)
        {
            // The first login that needs it says so.
        }
    }

    private RSA Key()
    {
        string wanted = options.Value.RsaKey;
        if (key is not null && source == wanted)
            return key;
        RSA next = wanted.Length == 0 ? RSA.Create(RsaKeyFile.MinBits) : RsaKeyFile.Read(wanted);
        // A new key is made when it is first used, which is here.
        publicKey = Encoding.ASCII.GetBytes(next.ExportSubjectPublicKeyInfoPem() + "\n");
        key?.Dispose();
        source = wanted;
        return key = next;
    }
}
