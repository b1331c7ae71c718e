using System.Buffers;
using System.Text.Json;
using SceNettyProxy.Tenancy.Cluster;

namespace SceNettyProxy.Integration.ZooKeeper.Cluster;

/// <summary>
/// The node of a running proxy: its name is <c>&lt;ip&gt;:&lt;port&gt;-&lt;sequence&gt;</c>, its data a JSON object with <c>admin</c>
/// (<c>host:port</c>) and <c>node</c> (its number in connection ids), each where there is one. The original's has no data.
/// </summary>
internal static class MemberData
{
    public static byte[] Write(ProxyMember member)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            writer.WriteStartObject();
            if (member.AdminAddress is { } admin)
                writer.WriteString("admin", admin);
            if (member.Node is { } node)
                writer.WriteNumber("node", node);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a node; null where its name is none. Data that says nothing is left out of account.</summary>
    public static (ProxyMember Member, long Sequence)? Read(string name, ReadOnlyMemory<byte> data)
    {
        int dash = name.LastIndexOf('-');
        if (dash <= 0 || !long.TryParse(name.AsSpan(dash + 1), out long sequence))
            return null;
        (string? admin, int? node) = ReadData(data);
        return (new ProxyMember(name[..dash], admin, node), sequence);
    }

    private static (string? Admin, int? Node) ReadData(ReadOnlyMemory<byte> data)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(data);
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return (null, null);
            string? admin = root.TryGetProperty("admin", out JsonElement text) && text.ValueKind == JsonValueKind.String
                ? text.GetString()
                : null;
            int number = 0;
            bool hasNode = root.TryGetProperty("node", out JsonElement value) && value.ValueKind == JsonValueKind.Number
                && value.TryGetInt32(out number);
            return (admin, hasNode ? number : null);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }
}
