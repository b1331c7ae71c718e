using System.Security.Cryptography;

namespace SceNettyProxy.Tenancy.Secrets;

/// <summary>
/// A file that holds keys, one a line: 32 random bytes as base64 text, white space around it ignored. The first one encrypts; what was
/// encrypted with the others can still be read, so that a key is changed without a moment in which a proxy cannot read a password.
/// </summary>
public static class SecretKeyFile
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    /// <summary>Reads the keys, at least one, in their order. The caller owns the arrays.</summary>
    /// <exception cref="SecretException">The file is missing, not readable, or a line of it is no key.</exception>
    public static IReadOnlyList<byte[]> Read(string path)
    {
        string[] lines;
        try
        {
            lines = [.. File.ReadAllLines(path).Select(static line => line.Trim()).Where(static line => line.Length > 0)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecretException($"cannot read the key file {path}: {e.Message}", e);
        }

        byte[][] keys = [.. lines.Select(ReadKey).OfType<byte[]>()];
        return keys.Length > 0 && keys.Length == lines.Length
            ? keys
            : throw new SecretException($"the key file {path} must hold {KeyLength} bytes as base64 in each line");
    }

    /// <summary>Writes a new random key, readable by its owner only. An existing file is never overwritten.</summary>
    /// <exception cref="SecretException">The file exists or cannot be written.</exception>
    public static void Create(string path) => Write(path, []);

    /// <summary>Puts a new random key in front of those in the file, in one step.</summary>
    /// <exception cref="SecretException">The file cannot be read or written.</exception>
    public static void AddKey(string path)
    {
        IReadOnlyList<byte[]> keys = Read(path);
        string fresh = $"{path}.new";
        Write(fresh, keys);
        Move(fresh, path);
    }

    /// <summary>Leaves only the key that encrypts.</summary>
    /// <exception cref="SecretException">The file cannot be read or written.</exception>
    public static void DropOldKeys(string path)
    {
        byte[] newest = Read(path)[0];
        string fresh = $"{path}.new";
        WriteLines(fresh, [newest]);
        Move(fresh, path);
    }

    private static void Write(string path, IReadOnlyList<byte[]> others) =>
        WriteLines(path, [RandomNumberGenerator.GetBytes(KeyLength), .. others]);

    private static void WriteLines(string path, IReadOnlyList<byte[]> keys)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using StreamWriter writer = new(path, options);
            foreach (byte[] key in keys)
                writer.WriteLine(Convert.ToBase64String(key));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecretException($"cannot create the key file {path}: {e.Message}", e);
        }
    }

    private static void Move(string fresh, string path)
    {
        try
        {
            File.Move(fresh, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecretException($"cannot write the key file {path}: {e.Message}", e);
        }
    }

    private static byte[]? ReadKey(string line)
    {
        byte[] key = new byte[KeyLength];
        return Convert.TryFromBase64String(line, key, out int length) && length == KeyLength ? key : null;
    }
}
