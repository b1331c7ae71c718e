using System.Security.Cryptography;
using System.Text;
using SceNettyProxy.Codecs.MySql.Authentication;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Frontend.Authentication;

/// <summary>What may be proven of a user with what the registry knows of the password.</summary>
internal static class PasswordProof
{
    /// <summary>Whether a user can be proven by mysql_native_password.</summary>
    public static bool TakesNative(UserDefinition user) =>
        user.Password is not null || user.HashOf(PasswordHashKind.DoubleSha1) is not null;

    /// <summary>Whether a user can be proven by client_ed25519.</summary>
    public static bool TakesEd25519(UserDefinition user) =>
        user.Password is not null || user.HashOf(PasswordHashKind.Ed25519) is not null;

    /// <summary>Whether an answer of mysql_native_password proves that user.</summary>
    /// <param name="secret20">Gets SHA1(password) if it does.</param>
    public static bool ByNative(UserDefinition user, ReadOnlySpan<byte> answer, ReadOnlySpan<byte> scramble, Span<byte> secret20)
    {
        Span<byte> hash = stackalloc byte[NativePasswordVerifier.HashLength];
        if (user.Password is { } password)
            NativePasswordVerifier.Hash(Encoding.UTF8.GetBytes(password), hash);
        else if (user.HashOf(PasswordHashKind.DoubleSha1) is { } known)
            known.Value.AsSpan().CopyTo(hash);
        else
            return false;
        bool right = NativePasswordVerifier.Verify(answer, hash, scramble, secret20);
        return user.Password is "" ? answer.IsEmpty : right;
    }

    /// <summary>Whether that is the user's password. Takes milliseconds where only a slow hash is known: see
    /// <see cref="IsSlow"/>.</summary>
    public static bool ByPassword(UserDefinition user, ReadOnlySpan<byte> passwordUtf8)
    {
        if (passwordUtf8.Length > Sha256Crypt.MaxPassword)
            return false;
        if (user.Password is { } plain)
            return HaveSameDigest(Encoding.UTF8.GetBytes(plain), passwordUtf8);
        bool right = false;
        foreach (PasswordHash hash in user.Hashes)
        {
            // One is enough, but which one must not show in the time.
            right |= hash.Kind switch
            {
                PasswordHashKind.DoubleSha1 => IsDoubleSha1(hash.Value.AsSpan(), passwordUtf8),
                PasswordHashKind.Sha256Crypt => Sha256Crypt.Verify(passwordUtf8, hash.Value.AsSpan()),
                _ => IsEd25519(hash.Value.AsSpan(), passwordUtf8),
            };
        }

        return right;
    }

    /// <summary><see cref="ByPassword"/> is not for an event loop.</summary>
    public static bool IsSlow(UserDefinition user) =>
        user.HashOf(PasswordHashKind.Sha256Crypt) is not null || user.HashOf(PasswordHashKind.Ed25519) is not null;

    private static bool IsDoubleSha1(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> passwordUtf8)
    {
        Span<byte> computed = stackalloc byte[NativePasswordVerifier.HashLength];
        NativePasswordVerifier.Hash(passwordUtf8, computed);
        return CryptographicOperations.FixedTimeEquals(computed, hash);
    }

    private static bool IsEd25519(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> passwordUtf8)
    {
        Span<byte> computed = stackalloc byte[Ed25519.PublicKeyLength];
        Ed25519.PublicKey(passwordUtf8, computed);
        return CryptographicOperations.FixedTimeEquals(computed, publicKey);
    }

    /// <summary>Compared by digest, so that the time does not tell the length.</summary>
    private static bool HaveSameDigest(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> leftDigest = stackalloc byte[CachingSha2Password.DigestLength];
        Span<byte> rightDigest = stackalloc byte[CachingSha2Password.DigestLength];
        CachingSha2Password.Digest(left, leftDigest);
        CachingSha2Password.Digest(right, rightDigest);
        return CryptographicOperations.FixedTimeEquals(leftDigest, rightDigest);
    }
}
