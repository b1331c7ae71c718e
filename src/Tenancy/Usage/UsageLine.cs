using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace SceNettyProxy.Tenancy.Usage;

/// <summary>
/// One line of the log: a JSON object and a line feed. Counters that are 0 are left out, and so are empty objects; those of
/// latencies are named by the lower bound of their bucket in microseconds.
/// <code>
/// {"seq":7,"minute":"2026-03-01T10:07:00Z","database":"shop",
///  "used":{"requests":2,"bytesIn":36,"bytesOut":130,"rows":1,"statements":{"select":2},"latencySum":900,"latency":{"448":2}},
///  "connections":{"current":1,"peak":3},"backends":{"current":1,"peak":1},
///  "total":{"requests":40, …}}
/// </code>
/// Without <c>used</c> it is no minute but tells, at the start of a file, where a database stands.
/// </summary>
internal static class UsageLine
{
    private const string MinuteFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    private static readonly string[] Names = NamesOf();

    /// <summary>Writes a minute.</summary>
    public static void Write(IBufferWriter<byte> output, ClosedMinute minute)
    {
        using (Utf8JsonWriter json = new(output, Options))
        {
            WriteHead(json, minute.Sequence, minute.Minute, minute.Database);
            WriteTotals(json, "used", minute.Used);
            WriteGauge(json, "connections", minute.Connections, minute.PeakConnections);
            WriteGauge(json, "backends", minute.Backends, minute.PeakBackends);
            WriteTotals(json, "total", minute.Total);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Writes where a database stands.</summary>
    public static void WriteStanding(
        IBufferWriter<byte> output, long sequence, DateTimeOffset minute, string database, UsageTotals total)
    {
        using (Utf8JsonWriter json = new(output, Options))
        {
            WriteHead(json, sequence, minute, database);
            WriteTotals(json, "total", total);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Reads a line without its line feed; null where it is none. One that only tells where a database stands has
    /// <see cref="UsageTotals.Zero"/> for used.</summary>
    public static ClosedMinute? Read(ReadOnlyMemory<byte> line, out bool isMinute)
    {
        isMinute = false;
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            isMinute = root.TryGetProperty("used", out JsonElement used);
            JsonElement connections = default;
            JsonElement backends = default;
            if (isMinute)
            {
                connections = root.GetProperty("connections");
                backends = root.GetProperty("backends");
            }

            return new ClosedMinute
            {
                Sequence = root.GetProperty("seq").GetInt64(),
                Minute = DateTimeOffset.ParseExact(
                    root.GetProperty("minute").GetString()!, MinuteFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                Database = root.GetProperty("database").GetString() ?? throw new FormatException("no name"),
                Used = isMinute ? ReadTotals(used) : UsageTotals.Zero,
                Total = ReadTotals(root.GetProperty("total")),
                Connections = isMinute ? connections.GetProperty("current").GetInt64() : 0,
                PeakConnections = isMinute ? connections.GetProperty("peak").GetInt64() : 0,
                Backends = isMinute ? backends.GetProperty("current").GetInt64() : 0,
                PeakBackends = isMinute ? backends.GetProperty("peak").GetInt64() : 0,
            };
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static void WriteHead(Utf8JsonWriter json, long sequence, DateTimeOffset minute, string database)
    {
        json.WriteStartObject();
        json.WriteNumber("seq", sequence);
        json.WriteString("minute", minute.UtcDateTime.ToString(MinuteFormat, CultureInfo.InvariantCulture));
        json.WriteString("database", database);
    }

    private static void WriteGauge(Utf8JsonWriter json, string name, long current, long peak)
    {
        json.WriteStartObject(name);
        json.WriteNumber("current", current);
        json.WriteNumber("peak", peak);
        json.WriteEndObject();
    }

    private static void WriteTotals(Utf8JsonWriter json, string name, UsageTotals totals)
    {
        json.WriteStartObject(name);
        WriteRange(json, totals, 0, UsageCounters.LatencySum);
        WriteGroup(json, "statements", totals, UsageCounters.Verbs, UsageCounters.VerbCount);
        WriteGroup(json, "refusals", totals, UsageCounters.Refusals, UsageCounters.RefusalCount);
        WriteRange(json, totals, UsageCounters.LatencySum, 1);
        WriteGroup(json, "latency", totals, UsageCounters.Latencies, UsageCounters.LatencyCount);
        json.WriteEndObject();
    }

    private static void WriteGroup(Utf8JsonWriter json, string name, UsageTotals totals, int first, int count)
    {
        if (!totals.Values.Slice(first, count).ContainsAnyExcept(0L))
            return;
        json.WriteStartObject(name);
        WriteRange(json, totals, first, count);
        json.WriteEndObject();
    }

    private static void WriteRange(Utf8JsonWriter json, UsageTotals totals, int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            if (totals.Values[i] != 0)
                json.WriteNumber(Names[i], totals.Values[i]);
        }
    }

    private static UsageTotals ReadTotals(JsonElement element)
    {
        long[] values = new long[UsageCounters.Count];
        foreach (JsonProperty property in element.EnumerateObject())
        {
            switch (property.Name)
            {
                case "statements":
                    ReadGroup(property.Value, values, UsageCounters.Verbs, UsageCounters.VerbCount);
                    break;
                case "refusals":
                    ReadGroup(property.Value, values, UsageCounters.Refusals, UsageCounters.RefusalCount);
                    break;
                case "latency":
                    ReadGroup(property.Value, values, UsageCounters.Latencies, UsageCounters.LatencyCount);
                    break;
                default:
                    ReadInto(property, values, 0, UsageCounters.Verbs);
                    break;
            }
        }

        return new UsageTotals(values);
    }

    private static void ReadGroup(JsonElement element, long[] values, int first, int count)
    {
        foreach (JsonProperty property in element.EnumerateObject())
            ReadInto(property, values, first, count);
    }

    private static void ReadInto(JsonProperty property, long[] values, int first, int count)
    {
        long value = property.Value.GetInt64();
        if (value < 0)
            throw new FormatException($"{property.Name} is negative");
        // A name that is not known here is of a later version, and is not counted on.
        int index = Names.AsSpan(first, count).IndexOf(property.Name);
        if (index >= 0)
            values[first + index] = value;
    }

    private static string[] NamesOf()
    {
        string[] names = new string[UsageCounters.Count];
        for (int i = 0; i < names.Length; i++)
            names[i] = $"#{i}";
        names[UsageCounters.Requests] = "requests";
        names[UsageCounters.BytesIn] = "bytesIn";
        names[UsageCounters.BytesOut] = "bytesOut";
        names[UsageCounters.Rows] = "rows";
        names[UsageCounters.Errors] = "errors";
        names[UsageCounters.Logins] = "logins";
        names[UsageCounters.LatencySum] = "latencySum";
        foreach (UsageVerb verb in Enum.GetValues<UsageVerb>())
            names[UsageCounters.Verbs + (int)verb] = CamelCase(verb.ToString());
        foreach (RefusalReason reason in Enum.GetValues<RefusalReason>())
            names[UsageCounters.Refusals + (int)reason] = CamelCase(reason.ToString());
        for (int bucket = 0; bucket < LatencyBuckets.Count; bucket++)
        {
            names[UsageCounters.Latencies + bucket] =
                LatencyBuckets.LowerBound(bucket).ToString(CultureInfo.InvariantCulture);
        }

        return names;
    }

    private static string CamelCase(string name) => $"{char.ToLowerInvariant(name[0])}{name[1..]}";
}
