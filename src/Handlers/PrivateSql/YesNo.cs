namespace SceNettyProxy.Handlers.PrivateSql;

/// <summary>How answers spell a truth value.</summary>
internal static class YesNo
{
    public static string Of(bool value) => value ? "yes" : "no";
}
