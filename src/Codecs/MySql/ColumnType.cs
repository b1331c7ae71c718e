namespace SceNettyProxy.Codecs.MySql;

/// <summary>The types of values in the binary protocol that have a size of their own, and the one of text that the proxy
/// writes, MYSQL_TYPE_*; protocol page "Column Types". All others are length-encoded.</summary>
public enum ColumnType : byte
{
    Decimal = 0,
    Tiny = 1,
    Short = 2,
    Long = 3,
    Float = 4,
    Double = 5,
    Null = 6,
    Timestamp = 7,
    LongLong = 8,
    Int24 = 9,
    Date = 10,
    Time = 11,
    DateTime = 12,
    Year = 13,
    VarString = 253,
}
