namespace SceNettyProxy.Codecs.Sql;

/// <summary>MariaDB's HARD and SOFT: whether a statement is ended where its table would be left damaged.</summary>
public enum KillStrength : byte
{
    /// <summary>Neither word: the server's own choice, which is HARD.</summary>
    Default,
    Hard,
    Soft,
}
