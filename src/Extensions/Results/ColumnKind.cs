namespace SceNettyProxy.Extensions.Results;

/// <summary>The types of columns in <see cref="ResultRows"/>.</summary>
public enum ColumnKind
{
    /// <summary>VARCHAR in utf8mb4; values are string.</summary>
    Text,

    /// <summary>BIGINT; values are long or a smaller integer, or bool as 0 and 1.</summary>
    Integer,

    /// <summary>BIGINT UNSIGNED; values are ulong or a smaller unsigned integer.</summary>
    UnsignedInteger,

    /// <summary>DOUBLE; values are double or float.</summary>
    Double,

    /// <summary>VARBINARY; values are byte[].</summary>
    Binary,

    /// <summary>DATETIME(6); values are DateTime, written as they are, without a time zone.</summary>
    DateTime,
}
