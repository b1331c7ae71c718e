using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Handlers.Session;

/// <summary>Which character sets have trail bytes that look like a quote or a backslash.</summary>
internal static class CharsetFamilies
{
    public static CharsetFamily Of(string? charset) => charset?.ToUpperInvariant() switch
    {
        "BIG5" => CharsetFamily.Big5,
        "GBK" => CharsetFamily.Gbk,
        "GB18030" => CharsetFamily.Gb18030,
        "SJIS" or "CP932" => CharsetFamily.Sjis,
        _ => CharsetFamily.Plain,
    };
}
