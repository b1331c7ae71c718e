namespace SceNettyProxy.Extensions.Results;

/// <summary>The types of columns in <see cref="ResultRows"/>. Anything else goes as text, which every driver converts.</summary>
public enum ColumnKind
{
    /// <summary>VARCHAR in utf8mb4; values are string.</summary>
    Text,

    /// <summary>BIGINT; values are long or a smaller integer, or bool as 1 and 0.</summary>
    Integer,

    /// <summary>VARBINARY; values are byte[].</summary>
    Binary,
}
