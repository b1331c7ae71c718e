using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Frontend.Results;

/// <summary>A column of a result that the proxy makes by itself.</summary>
/// <param name="Name">As the client sees it.</param>
/// <param name="Type">Decides how values stand in binary rows.</param>
/// <param name="Length">The most characters that a value has, times the bytes of a character for text.</param>
/// <param name="Collation">An id of the server's table of collations.</param>
/// <param name="Flags">Flags of a column definition.</param>
internal sealed record ResultColumn(string Name, ColumnType Type, int Length, ushort Collation, ushort Flags)
{
    private const ushort NotNull = 0x0001;
    private const ushort Unsigned = 0x0020;
    private const ushort Binary = 0x0080;
    private const ushort BinaryCollation = 63;
    private const ushort Utf8Mb4GeneralCi = 45;
    private const int MaxText = 65_535;

    /// <summary>Text; values are <see cref="string"/>, or null.</summary>
    public static ResultColumn Text(string name) => new(name, ColumnType.VarString, MaxText, Utf8Mb4GeneralCi, 0);

    /// <summary>Bytes; values are <see cref="byte"/>[], or null.</summary>
    public static ResultColumn Bytes(string name) => new(name, ColumnType.VarString, MaxText, BinaryCollation, Binary);

    /// <summary>A number; values are <see cref="long"/>, or null.</summary>
    public static ResultColumn Number(string name) => new(name, ColumnType.LongLong, 20, BinaryCollation, Binary);

    /// <summary>A number of 32 bits without a sign; values are <see cref="uint"/>.</summary>
    public static ResultColumn UInt32(string name) =>
        new(name, ColumnType.Long, 10, BinaryCollation, NotNull | Unsigned | Binary);
}
