using SceNettyProxy.Tenancy.Secrets;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>Reads passwords, plain ones and encrypted ones, also by the original's cipher.</summary>
/// <param name="secrets">Null when no key is configured.</param>
/// <param name="errors">Gets what cannot be decrypted.</param>
internal sealed class PasswordReader(SecretProtector? secrets, ErrorList errors)
{
    /// <summary>The plain password; null when it is missing or cannot be decrypted.</summary>
    public string? Read(ObjectReader parent, string key, bool required)
    {
        string? value = parent.Text(key, required, allowEmpty: true);
        if (value is null)
            return null;
        bool isProtected = SecretProtector.IsProtected(value);
        if (!isProtected && !OriginalCipher.IsMarked(value))
            return value;
        if (isProtected && secrets is null)
        {
            errors.Add(parent.PathOf(key), "is encrypted, but no key file is configured");
            return null;
        }

        try
        {
            return isProtected ? secrets!.Unprotect(value) : OriginalCipher.DecryptMarked(value);
        }
        catch (SecretException e)
        {
            errors.Add(parent.PathOf(key), e.Message);
            return null;
        }
    }
}
