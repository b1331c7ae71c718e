using System.Security.Cryptography;

namespace SceNettyProxy.Tenancy.Secrets;

/// <summary>A file that holds a key: 32 random bytes as base64 text, white space around it ignored.</summary>
public static class SecretKeyFile
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    /// <summary>Reads the key. The caller owns the array.</summary>
    /// <exception cref="SecretException">The file is missing, not readable or holds no key.</exception>
    public static byte[] Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecretException($"cannot read the key file {path}: {e.Message}", e);
        }

        byte[] key = new byte[KeyLength];
        return Convert.TryFromBase64String(text.Trim(), key, out int length) && length == KeyLength
            ? key
            : throw new SecretException($"the key file {path} must hold {KeyLength} bytes as base64");
    }

    /// <summary>Writes a new random key, readable by its owner only. An existing file is never overwritten.</summary>
    /// <exception cref="SecretException">The file exists or cannot be written.</exception>
    public static void Create(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using StreamWriter writer = new(path, options);
            writer.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecretException($"cannot create the key file {path}: {e.Message}", e);
        }
    }
}
