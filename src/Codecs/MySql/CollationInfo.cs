namespace SceNettyProxy.Codecs.MySql;

/// <summary>A collation as servers number it.</summary>
/// <param name="Id">Its id, 1 to 65535.</param>
/// <param name="Charset">Its character set, such as <c>utf8mb4</c>.</param>
/// <param name="Name">Its name, such as <c>utf8mb4_general_ci</c>.</param>
/// <param name="IsDefault">The default collation of its character set.</param>
public sealed record CollationInfo(int Id, string Charset, string Name, bool IsDefault);
