using System.Globalization;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Codecs.Tests.MySql;

/// <summary>Feeds a scanner as a bridge does, and writes down what it forwards and the events it gets.</summary>
internal sealed class ScanRun(ResponseScanner scanner)
{
    private readonly MemoryStream forwarded = new();
    private byte[] held = [];

    public List<string> Events { get; } = [];

    public byte[] Forwarded => forwarded.ToArray();

    public int Held => held.Length;

    public int MostHeld { get; private set; }

    /// <summary>One read from the socket.</summary>
    public void Feed(ReadOnlySpan<byte> read)
    {
        byte[] data = [.. held, .. read];
        var position = 0;
        while (true)
        {
            var consumed = scanner.Scan(data.AsSpan(position), out var found);
            if (found.Kind != ScanEventKind.NeedMore)
            {
                Assert.AreEqual(consumed, found.PacketEnd);
                Events.Add(Describe(found, forwarded.Length));
            }
            forwarded.Write(data, position, consumed);
            position += consumed;
            if (found.Kind == ScanEventKind.NeedMore || position == data.Length)
                break;
        }
        held = data[position..];
        MostHeld = Math.Max(MostHeld, held.Length);
    }

    /// <summary>Such as <c>Ok@0-11:2!</c>: kind, packet as offsets into the response, status in hex, <c>!</c> at the end.</summary>
    private static string Describe(in ScanEvent found, long offset)
    {
        var detail = found.Kind switch
        {
            ScanEventKind.Error => found.ErrorCode.ToString(CultureInfo.InvariantCulture),
            ScanEventKind.PrepareOk => $"{found.StatementId}/{found.Params}/{found.Columns}",
            ScanEventKind.ColumnCount => $"{found.Columns}/{(found.DefinitionsFollow ? 1 : 0)}",
            _ => ((ushort)found.Status).ToString("x", CultureInfo.InvariantCulture),
        };
        return $"{found.Kind}@{offset + found.PacketStart}-{offset + found.PacketEnd}:{detail}{(found.IsLast ? "!" : "")}";
    }
}
