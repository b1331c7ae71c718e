using System.Globalization;
using System.Text;

namespace SceNettyProxy.Tenancy.Forbids;

/// <summary>
/// Writes the JSON form of forbids, see <see cref="ForbidJson"/>: byte for byte as the original does, with a space behind
/// each colon and comma, ASCII only, and a start that always has a fraction.
/// </summary>
public static class ForbidJsonWriter
{
    public static string Write(ForbidSnapshot snapshot)
    {
        StringBuilder text = new();
        WriteMap(text, snapshot.Databases, static (text, set) =>
        {
            if (set.Forbids.Length == 1)
                Write(text, set.Forbids[0]);
            else
                WriteList(text, set.Forbids, Write);
        });
        return text.ToString();
    }

    private static void Write(StringBuilder text, ForbidDefinition forbid)
    {
        text.Append(CultureInfo.InvariantCulture, $"{{\"type\": {(int)forbid.Kind}, \"start\": {Float(forbid.Start)}, ");
        text.Append(CultureInfo.InvariantCulture, $"\"duration\": {forbid.Duration:R}, \"object\": {(int)forbid.Object}, \"crud\": ");
        if (forbid.Object == ForbidObject.Database)
            WriteVerbs(text, forbid.Verbs);
        else
            WriteMap(text, forbid.Tables.Select(static table => KeyValuePair.Create(table.Name, table.Verbs)), WriteVerbs);
        text.Append(", \"errmsg\": ");
        WriteString(text, forbid.Reason);
        text.Append('}');
    }

    private static void WriteVerbs(StringBuilder text, ForbidVerbs verbs) => WriteList(text, verbs.Words, WriteString);

    private static void WriteMap<T>(
        StringBuilder text, IEnumerable<KeyValuePair<string, T>> members, Action<StringBuilder, T> writeValue)
    {
        text.Append('{');
        bool isFirst = true;
        foreach ((string key, T value) in members)
        {
            if (!isFirst)
                text.Append(", ");
            isFirst = false;
            WriteString(text, key);
            text.Append(": ");
            writeValue(text, value);
        }

        text.Append('}');
    }

    private static void WriteList<T>(StringBuilder text, IEnumerable<T> items, Action<StringBuilder, T> writeItem)
    {
        text.Append('[');
        bool isFirst = true;
        foreach (T item in items)
        {
            if (!isFirst)
                text.Append(", ");
            isFirst = false;
            writeItem(text, item);
        }

        text.Append(']');
    }

    private static string Float(double value)
    {
        string number = value.ToString("R", CultureInfo.InvariantCulture);
        return number.AsSpan().ContainsAny(".eE") ? number : number + ".0";
    }

    private static void WriteString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"' or '\\':
                    text.Append('\\').Append(c);
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case '\b':
                    text.Append("\\b");
                    break;
                case '\f':
                    text.Append("\\f");
                    break;
                case < ' ' or > '~' and not '\x7f':
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        text.Append('"');
    }
}
