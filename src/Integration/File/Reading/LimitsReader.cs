using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Rates;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>Reads the limits of a database or of one of its users.</summary>
internal static class LimitsReader
{
    private const int MaxCount = 1_000_000;
    private const long MaxStatements = 100_000_000;
    private const long MaxBytes = 1L << 40;
    private const double MinDelaySeconds = 0.001;
    private const double MaxDelaySeconds = 3600;

    /// <param name="rates">Rates too; a user has none of its own.</param>
    public static LimitsDefinition Read(ObjectReader parent, ErrorList errors, bool rates)
    {
        int before = errors.Count;
        if (parent.Object("limits") is not { } reader)
            return LimitsDefinition.None;
        LimitsDefinition limits = new()
        {
            Connections = (int?)reader.Whole("connections", 1, MaxCount),
            ConnectionsPerAddress = (int?)reader.Whole("connectionsPerAddress", 1, MaxCount),
        };
        if (rates)
            limits = ReadRates(limits, reader, errors);
        reader.Finish();
        return errors.Count == before ? limits : LimitsDefinition.None;
    }

    private static LimitsDefinition ReadRates(LimitsDefinition limits, ObjectReader reader, ErrorList errors) => limits with
    {
        Statements = ReadRate(reader, "statements", MaxStatements, errors),
        BytesIn = ReadRate(reader, "bytesIn", MaxBytes, errors),
        BytesOut = ReadRate(reader, "bytesOut", MaxBytes, errors),
        ConcurrentStatements = (int?)reader.Whole("concurrentStatements", 1, MaxCount),
        Excess = reader.Choice<RateExcess>("excess") ?? limits.Excess,
        MaxDelay = reader.Seconds("maxDelay", MinDelaySeconds, MaxDelaySeconds) ?? limits.MaxDelay,
    };

    private static RateLimit? ReadRate(ObjectReader parent, string key, long most, ErrorList errors)
    {
        if (parent.Object(key) is not { } reader)
            return null;
        long? perSecond = reader.Whole("perSecond", 1, most);
        long? burst = reader.Whole("burst", 1, most);
        reader.Finish();
        if (!reader.Has("perSecond"))
            errors.Add(reader.PathOf("perSecond"), "is missing");
        return perSecond is { } rate ? new RateLimit(rate, burst ?? rate) : null;
    }
}
