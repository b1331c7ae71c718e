using System.Security.Cryptography;
using System.Text;

namespace SceNettyProxy.Bootstrap.Admin;

/// <summary><c>admin.secret</c> in a request: <c>Authorization: Bearer …</c>.</summary>
internal static class AdminSecret
{
    public const string Scheme = "Bearer";

    /// <summary>Whether the header proves the secret; never where there is none. Takes the same time for all wrong ones.</summary>
    public static bool IsProvenBy(string? header, string secret)
    {
        if (secret.Length == 0 || header is null || !header.StartsWith($"{Scheme} ", StringComparison.Ordinal))
            return false;
        return CryptographicOperations.FixedTimeEquals(Hash(header[(Scheme.Length + 1)..]), Hash(secret));
    }

    // Of one length, whatever the lengths of the secrets.
    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
