using System.Security.Cryptography;

namespace SceNettyProxy.Codecs.MySql.Authentication;

/// <summary>
/// Ed25519 signatures, RFC 8032, with a secret of any length: SHA-512 of the secret is the expanded key, as MariaDB's
/// auth_ed25519 has it. With a secret of 32 bytes it is the Ed25519 of the RFC. Thread-safe.
/// </summary>
/// <remarks>
/// Why not a library: those that are well kept take a seed of exactly 32 bytes and keep the step behind it, from the
/// expanded key on, to themselves; a password has any length.
/// </remarks>
public static class Ed25519
{
    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeyLength = Ed25519Point.Size;

    /// <summary>Bytes of a signature: the point R, then the number S.</summary>
    public const int SignatureLength = Ed25519Point.Size + Ed25519Scalar.Size;

    /// <summary>Writes the public key of a secret.</summary>
    /// <exception cref="ArgumentException">The destination does not have 32 bytes.</exception>
    public static void PublicKey(ReadOnlySpan<byte> secret, Span<byte> destination32)
    {
        Require(destination32.Length == PublicKeyLength, nameof(destination32));
        Span<byte> expanded = stackalloc byte[SHA512.HashSizeInBytes];
        Expand(secret, expanded);
        Ed25519Point.Base.Multiply(expanded[..Ed25519Scalar.Size]).Write(destination32);
        CryptographicOperations.ZeroMemory(expanded);
    }

    /// <summary>Writes the signature of a message; the same message gets the same signature.</summary>
    /// <exception cref="ArgumentException">The destination does not have 64 bytes.</exception>
    public static void Sign(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> message, Span<byte> destination64)
    {
        Require(destination64.Length == SignatureLength, nameof(destination64));
        Span<byte> expanded = stackalloc byte[SHA512.HashSizeInBytes];
        Span<byte> publicKey = stackalloc byte[PublicKeyLength];
        Span<byte> nonce = stackalloc byte[Ed25519Scalar.Size];
        Span<byte> challenge = stackalloc byte[Ed25519Scalar.Size];
        Expand(secret, expanded);
        var scalar = expanded[..Ed25519Scalar.Size];
        Ed25519Point.Base.Multiply(scalar).Write(publicKey);

        HashToScalar(expanded[Ed25519Scalar.Size..], [], message, nonce);
        var point = destination64[..Ed25519Point.Size];
        Ed25519Point.Base.Multiply(nonce).Write(point);
        HashToScalar(point, publicKey, message, challenge);
        Ed25519Scalar.MultiplyAdd(challenge, scalar, nonce, destination64[Ed25519Point.Size..]);
        CryptographicOperations.ZeroMemory(expanded);
        CryptographicOperations.ZeroMemory(nonce);
    }

    /// <summary>
    /// Whether the signature is that of the key's owner. False for a key or a signature of a wrong length or form too.
    /// </summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != PublicKeyLength || signature.Length != SignatureLength)
            return false;
        var s = signature[Ed25519Point.Size..];
        // A number of L or more would be a second signature of the same message.
        if (!Ed25519Scalar.IsReduced(s) || !Ed25519Point.TryRead(publicKey, out var key))
            return false;
        Span<byte> challenge = stackalloc byte[Ed25519Scalar.Size];
        HashToScalar(signature[..Ed25519Point.Size], publicKey, message, challenge);
        Span<byte> expected = stackalloc byte[Ed25519Point.Size];
        (Ed25519Point.Base.Multiply(s) + (-key).Multiply(challenge)).Write(expected);
        return expected.SequenceEqual(signature[..Ed25519Point.Size]);
    }

    /// <summary>SHA-512, its first half clamped: a multiple of 8 with bit 254 as the highest.</summary>
    private static void Expand(ReadOnlySpan<byte> secret, Span<byte> expanded)
    {
        SHA512.HashData(secret, expanded);
        expanded[0] &= 0xF8;
        expanded[Ed25519Scalar.Size - 1] = (byte)(expanded[Ed25519Scalar.Size - 1] & 0x7F | 0x40);
    }

    private static void HashToScalar(
        ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> message, Span<byte> destination32)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hash.AppendData(first);
        hash.AppendData(second);
        hash.AppendData(message);
        Span<byte> wide = stackalloc byte[SHA512.HashSizeInBytes];
        hash.GetHashAndReset(wide);
        Ed25519Scalar.Reduce(wide, destination32);
        CryptographicOperations.ZeroMemory(wide);
    }

    private static void Require(bool condition, string parameter)
    {
        if (!condition)
            throw new ArgumentException("The destination has another length.", parameter);
    }
}
