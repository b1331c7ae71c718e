using System.Security.Cryptography;

namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// The exchange of mysql_native_password: the client answers a scramble of 20 bytes with
/// <c>SHA1(password) XOR SHA1(scramble + SHA1(SHA1(password)))</c>, and with nothing for an empty password.
/// </summary>
public static class NativePassword
{
    /// <summary>The plugin's name in greeting, login and auth switch.</summary>
    public const string PluginName = "mysql_native_password";

    /// <summary>Bytes of a scramble.</summary>
    public const int ScrambleLength = 20;

    /// <summary>Bytes of a response to a password that is not empty.</summary>
    public const int ResponseLength = SHA1.HashSizeInBytes;

    /// <summary>
    /// Writes the response to <paramref name="destination20"/>. The caller sends no bytes instead for an empty password.
    /// </summary>
    /// <exception cref="ArgumentException">Scramble or destination do not have 20 bytes.</exception>
    public static void Scramble(
        ReadOnlySpan<byte> passwordUtf8, ReadOnlySpan<byte> scramble20, Span<byte> destination20)
    {
        Span<byte> passwordHash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(passwordUtf8, passwordHash);
        ScrambleHash(passwordHash, scramble20, destination20);
        CryptographicOperations.ZeroMemory(passwordHash);
    }

    /// <summary>As <see cref="Scramble"/>, where only SHA1(password) is known.</summary>
    /// <exception cref="ArgumentException">A span does not have 20 bytes.</exception>
    public static void ScrambleHash(
        ReadOnlySpan<byte> passwordHash20, ReadOnlySpan<byte> scramble20, Span<byte> destination20)
    {
        if (passwordHash20.Length != SHA1.HashSizeInBytes)
            throw new ArgumentException("SHA-1 has 20 bytes.", nameof(passwordHash20));
        if (scramble20.Length != ScrambleLength)
            throw new ArgumentException("A scramble has 20 bytes.", nameof(scramble20));
        if (destination20.Length != ResponseLength)
            throw new ArgumentException("A response has 20 bytes.", nameof(destination20));

        Span<byte> salted = stackalloc byte[ScrambleLength + SHA1.HashSizeInBytes];
        scramble20.CopyTo(salted);
        SHA1.HashData(passwordHash20, salted[ScrambleLength..]);
        SHA1.HashData(salted, destination20);
        for (var i = 0; i < ResponseLength; i++)
            destination20[i] ^= passwordHash20[i];
        CryptographicOperations.ZeroMemory(salted);
    }

    /// <summary>SHA1(password): what a client needs to know of it.</summary>
    public static byte[] Secret(ReadOnlySpan<byte> passwordUtf8) => SHA1.HashData(passwordUtf8);

    /// <summary>
    /// Whether <paramref name="response"/> proves the password; takes the same time whichever byte differs. An empty
    /// response proves an empty password and nothing else.
    /// </summary>
    /// <exception cref="ArgumentException">The scramble does not have 20 bytes.</exception>
    public static bool Verify(
        ReadOnlySpan<byte> response, ReadOnlySpan<byte> passwordUtf8, ReadOnlySpan<byte> scramble)
    {
        Span<byte> expected = stackalloc byte[ResponseLength];
        Scramble(passwordUtf8, scramble, expected);
        var due = passwordUtf8.IsEmpty ? expected[..0] : expected;
        return CryptographicOperations.FixedTimeEquals(response, due);
    }
}
