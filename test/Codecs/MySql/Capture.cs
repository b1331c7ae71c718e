using System.Globalization;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Codecs.Tests.MySql;

/// <summary>
/// Bytes that MariaDB 10.11 or its client sent, from captures.txt. A line there holds: name, response context, capability
/// flags, MariaDB's capabilities, the number of the first packet, the bytes, and the events that they must raise.
/// </summary>
internal sealed record Capture(
    string Name,
    ResponseContext Context,
    CapabilityFlags Capabilities,
    MariaDbCapabilities MariaDb,
    byte FirstSequence,
    byte[] Bytes,
    string[] Events)
{
    private static readonly Dictionary<string, Capture> ByName = Load().ToDictionary(capture => capture.Name);

    public static IEnumerable<Capture> Responses => ByName.Values.Where(capture => capture.Events.Length > 0);

    public ReadOnlySpan<byte> FirstPayload =>
        Bytes.AsSpan(PacketHeader.Size, PacketHeader.ReadLength(Bytes));

    public static Capture Of(string name) => ByName[name];

    public ResponseScanner NewScanner()
    {
        var scanner = new ResponseScanner();
        Begin(scanner);
        return scanner;
    }

    public void Begin(ResponseScanner scanner) => scanner.Begin(Context, Capabilities, MariaDb, FirstSequence);

    private static IEnumerable<Capture> Load()
    {
        using var stream = typeof(Capture).Assembly.GetManifestResourceStream("captures.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var fields = line.Split(' ');
            yield return new Capture(
                fields[0],
                Enum.TryParse<ResponseContext>(fields[1], out var context) ? context : default,
                (CapabilityFlags)uint.Parse(fields[2], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                (MariaDbCapabilities)uint.Parse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                byte.Parse(fields[4], CultureInfo.InvariantCulture),
                Convert.FromHexString(fields[5]),
                fields[6..]);
        }
    }
}
