using System.Text;
using System.Text.Unicode;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Inspection;

namespace SceNettyProxy.Handlers.Policy.Forbids;

/// <summary>Whether a name in a statement means a forbidden table.</summary>
/// <param name="OwnSchema">The database's schema: that of a forbidden table that names none.</param>
/// <param name="CurrentSchema">That of a table in the statement that names none; null where it may be any.</param>
/// <param name="FoldsCase">Names that differ in case alone may be the same.</param>
internal readonly record struct TableNameMatch(string OwnSchema, string? CurrentSchema, bool FoldsCase)
{
    /// <param name="forbidden"><c>table</c> or <c>schema.table</c>.</param>
    /// <param name="reference">Of the text.</param>
    public bool IsSame(string forbidden, in TableReference reference, ReadOnlySpan<byte> text, SqlReading reading)
    {
        int dot = forbidden.IndexOf('.', StringComparison.Ordinal);
        return IsSame(dot < 0 ? forbidden : forbidden[(dot + 1)..], reference.Name.Of(text), reading)
            && IsSchema(dot < 0 ? OwnSchema : forbidden[..dot], reference.Schema.Of(text), reading);
    }

    private bool IsSchema(string forbidden, ReadOnlySpan<byte> written, SqlReading reading)
    {
        if (!written.IsEmpty)
            return IsSame(forbidden, written, reading);
        return CurrentSchema is null or "" || Compare(forbidden, CurrentSchema);
    }

    private bool IsSame(string forbidden, ReadOnlySpan<byte> written, SqlReading reading)
    {
        byte[] name = new byte[written.Length];
        if (!SqlText.TryUnquote(written, reading, name, out int length))
            return true;
        ReadOnlySpan<byte> unquoted = name.AsSpan(0, length);
        // In a character set that is not UTF-8 it may be any name with letters beyond ASCII.
        return Utf8.IsValid(unquoted)
            ? Compare(forbidden, Encoding.UTF8.GetString(unquoted))
            : !Ascii.IsValid(forbidden);
    }

    private bool Compare(string forbidden, string name) =>
        string.Equals(forbidden, name, FoldsCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}
