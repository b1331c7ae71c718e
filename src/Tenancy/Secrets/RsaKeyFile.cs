using System.Security.Cryptography;

namespace SceNettyProxy.Tenancy.Secrets;

/// <summary>A file that holds an RSA private key as PEM, not encrypted (<c>openssl genrsa 2048</c>).</summary>
public static class RsaKeyFile
{
    /// <summary>Bits of the smallest key that is taken.</summary>
    public const int MinBits = 2048;

    /// <summary>Reads the key. The caller disposes of it.</summary>
    /// <exception cref="SecretException">The file is missing, not readable or holds no such key.</exception>
    public static RSA Read(string path)
    {
        RSA key = RSA.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            // A public key alone would be noticed at the first login only.
            key.ExportParameters(includePrivateParameters: true);
            if (key.KeySize >= MinBits)
                return key;
            throw new SecretException($"the RSA key {path} has {key.KeySize} bits; {MinBits} are the least");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new SecretException($"{path} holds no RSA private key as PEM: {e.Message}", e);
        }
        catch (SecretException)
        {
            key.Dispose();
            throw;
        }
    }
}
