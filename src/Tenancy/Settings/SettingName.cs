using System.Text;

namespace SceNettyProxy.Tenancy.Settings;

/// <summary>How the values of enumerations are written in configuration files: <c>VerifyCa</c> is <c>verify-ca</c>.</summary>
public static class SettingName
{
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        StringBuilder name = new();
        foreach (char c in value.ToString())
        {
            if (char.IsUpper(c) && name.Length > 0)
                name.Append('-');
            name.Append(char.ToLowerInvariant(c));
        }

        return name.ToString();
    }

    /// <summary>Finds the value of that name; case does not count.</summary>
    public static bool TryParse<T>(string text, out T value)
        where T : struct, Enum
    {
        foreach (T candidate in Enum.GetValues<T>())
        {
            if (!string.Equals(Of(candidate), text, StringComparison.OrdinalIgnoreCase))
                continue;
            value = candidate;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>What a value must be, for an error message.</summary>
    public static string Requirement<T>()
        where T : struct, Enum => $"must be {string.Join(" or ", Enum.GetValues<T>().Select(Of))}";
}
