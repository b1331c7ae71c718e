using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Integration.File.Reading;

internal static class LimitsReader
{
    private const int MaxConnections = 1_000_000;

    public static LimitsDefinition Read(ObjectReader parent, ErrorList errors)
    {
        int before = errors.Count;
        if (parent.Object("limits") is not { } reader)
            return LimitsDefinition.None;
        LimitsDefinition limits = new()
        {
            Connections = (int?)reader.Whole("connections", 1, MaxConnections),
            ConnectionsPerAddress = (int?)reader.Whole("connectionsPerAddress", 1, MaxConnections),
        };
        reader.Finish();
        return errors.Count == before ? limits : LimitsDefinition.None;
    }
}
