using System.Text;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.PrivateSql;

/// <summary>A result set as a client reads it: by hand, from the protocol pages.</summary>
internal sealed record ClientTable(IReadOnlyList<string> Columns, IReadOnlyList<string?[]> Rows)
{
    private const byte LongLong = 8;
    private const byte Long = 3;

    /// <summary>Checks the frame of a result: numbers without a gap from 1 on, the right ends.</summary>
    public static ClientTable Read(List<RawPacket> packets, bool deprecateEof = false, bool binary = false)
    {
        for (int i = 0; i < packets.Count; i++)
            Assert.AreEqual(i + 1, packets[i].Sequence, packets[i].ToString());
        int count = packets[0].Payload.Single();
        List<(string Name, byte Type)> columns = [.. packets[1..(count + 1)].Select(ReadColumn)];
        int next = count + 1;
        if (!deprecateEof)
            Assert.IsTrue(packets[next++].IsEof, "an EOF behind the definitions");
        RawPacket end = packets[^1];
        Assert.AreEqual(0xFE, end.Payload[0]);
        Assert.AreEqual(deprecateEof ? 7 : 5, end.Payload.Length, end.ToString());
        List<string?[]> rows = [.. packets[next..^1].Select(packet => binary
            ? ReadBinaryRow(packet.Payload, columns)
            : ReadTextRow(packet.Payload, count))];
        return new ClientTable([.. columns.Select(column => column.Name)], rows);
    }

    /// <summary>The value beside a name in a table of two columns.</summary>
    public string? this[string item] => Rows.Single(row => row[^2] == item)[^1];

    public override string ToString() =>
        string.Join("; ", Rows.Select(row => string.Join("|", row.Select(value => value ?? "NULL"))));

    private static (string Name, byte Type) ReadColumn(RawPacket packet)
    {
        int at = 0;
        Assert.AreEqual("def", ReadText(packet.Payload, ref at));
        for (int i = 0; i < 3; i++)
            Assert.AreEqual("", ReadText(packet.Payload, ref at));
        string name = ReadText(packet.Payload, ref at)!;
        Assert.AreEqual("", ReadText(packet.Payload, ref at));
        Assert.AreEqual(0x0C, packet.Payload[at]);
        Assert.AreEqual(at + 13, packet.Payload.Length);
        return (name, packet.Payload[at + 7]);
    }

    private static string?[] ReadTextRow(byte[] payload, int count)
    {
        string?[] row = new string?[count];
        int at = 0;
        for (int i = 0; i < count; i++)
            row[i] = ReadText(payload, ref at);
        Assert.AreEqual(payload.Length, at);
        return row;
    }

    private static string?[] ReadBinaryRow(byte[] payload, List<(string Name, byte Type)> columns)
    {
        Assert.AreEqual(0, payload[0]);
        string?[] row = new string?[columns.Count];
        int at = 1 + ((columns.Count + 9) / 8);
        for (int i = 0; i < columns.Count; i++)
        {
            if ((payload[1 + ((i + 2) / 8)] & (1 << ((i + 2) % 8))) != 0)
                continue;
            switch (columns[i].Type)
            {
                case LongLong:
                    row[i] = $"{BitConverter.ToInt64(payload, at)}";
                    at += 8;
                    break;
                case Long:
                    row[i] = $"{BitConverter.ToUInt32(payload, at)}";
                    at += 4;
                    break;
                default:
                    row[i] = ReadText(payload, ref at);
                    break;
            }
        }

        Assert.AreEqual(payload.Length, at);
        return row;
    }

    private static string? ReadText(byte[] payload, ref int at)
    {
        int length = payload[at++];
        if (length == 0xFB)
            return null;
        if (length == 0xFC)
        {
            length = BitConverter.ToUInt16(payload, at);
            at += 2;
        }

        string text = Encoding.UTF8.GetString(payload, at, length);
        at += length;
        return text;
    }
}
