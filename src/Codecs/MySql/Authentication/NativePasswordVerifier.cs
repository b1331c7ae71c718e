using System.Security.Cryptography;

namespace SceNettyProxy.Codecs.MySql.Authentication;

/// <summary>
/// The verifying side of mysql_native_password, which knows <c>SHA1(SHA1(password))</c> and nothing else. The client's
/// answer is described at <see cref="NativePassword"/>.
/// </summary>
public static class NativePasswordVerifier
{
    /// <summary>Bytes of a stored hash.</summary>
    public const int HashLength = SHA1.HashSizeInBytes;

    /// <summary>Writes what a server stores of a password.</summary>
    /// <exception cref="ArgumentException">The destination has fewer than 20 bytes.</exception>
    public static void Hash(ReadOnlySpan<byte> passwordUtf8, Span<byte> destination20)
    {
        Span<byte> once = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(passwordUtf8, once);
        SHA1.HashData(once, destination20);
        CryptographicOperations.ZeroMemory(once);
    }

    /// <summary>Whether the answer proves the password; takes the same time whichever byte differs.</summary>
    /// <param name="answer">The client's; one of another length than 20 proves nothing.</param>
    /// <param name="hash20">The stored hash.</param>
    /// <param name="scramble20">What the client was sent.</param>
    /// <param name="secret20">Gets SHA1(password), if the answer proves it: enough to log in as that user elsewhere.</param>
    /// <exception cref="ArgumentException">Hash, scramble or secret do not have 20 bytes.</exception>
    public static bool Verify(
        ReadOnlySpan<byte> answer, ReadOnlySpan<byte> hash20, ReadOnlySpan<byte> scramble20, Span<byte> secret20)
    {
        if (hash20.Length != HashLength || scramble20.Length != NativePassword.ScrambleLength || secret20.Length != HashLength)
            throw new ArgumentException("Hash, scramble and secret have 20 bytes each.", nameof(hash20));

        Span<byte> salted = stackalloc byte[NativePassword.ScrambleLength + HashLength];
        scramble20.CopyTo(salted);
        hash20.CopyTo(salted[NativePassword.ScrambleLength..]);
        SHA1.HashData(salted, secret20);
        bool hasLength = answer.Length == HashLength;
        for (int i = 0; hasLength && i < HashLength; i++)
            secret20[i] ^= answer[i];
        Span<byte> twice = stackalloc byte[HashLength];
        SHA1.HashData(secret20, twice);
        bool right = CryptographicOperations.FixedTimeEquals(twice, hash20) & hasLength;
        if (!right)
            secret20.Clear();
        return right;
    }
}
