namespace SceNettyProxy.Codecs.Sql.Digests;

/// <summary>What a token may turn out to be once the next one is known.</summary>
internal enum DigestRole : byte
{
    /// <summary>Only itself.</summary>
    Plain,

    /// <summary>The sign of a number.</summary>
    Sign,

    /// <summary>The character set of a string.</summary>
    Introducer,
}
