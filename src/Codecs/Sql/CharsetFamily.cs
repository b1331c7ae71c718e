namespace SceNettyProxy.Codecs.Sql;

/// <summary>The multi-byte structure of a client character set, as far as it can hide a quote or a backslash.</summary>
public enum CharsetFamily : byte
{
    /// <summary>Single-byte sets, utf8 in every form, euckr, gb2312, ujis: no trail byte is a quote or a backslash.</summary>
    Plain,
    Big5,
    Gbk,
    Gb18030,

    /// <summary>sjis and cp932.</summary>
    Sjis,
}
