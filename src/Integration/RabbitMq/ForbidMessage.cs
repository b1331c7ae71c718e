using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Integration.RabbitMq;

/// <summary>A message that has not been acknowledged yet.</summary>
/// <param name="Tag">Names the delivery on its channel.</param>
/// <param name="Arrived">A timestamp of the clock.</param>
/// <param name="Orders">What is still to be done; taken away as it is.</param>
internal sealed record ForbidMessage(ulong Tag, long Arrived, List<ForbidOrder> Orders)
{
    /// <summary>Bytes of the longest body.</summary>
    public const int MaxLength = 1024 * 1024;

    /// <exception cref="ForbidFormatException">It will never be a forbid, however often it comes.</exception>
    public static ForbidMessage Parse(ulong tag, long arrived, ReadOnlyMemory<byte> body)
    {
        if (body.Length > MaxLength)
            throw new ForbidFormatException($"it is longer than {MaxLength} bytes");
        IReadOnlyList<DatabaseForbid> orders = ForbidJson.ParseOrders(body);
        if (orders.Count == 0)
            throw new ForbidFormatException("it asks for nothing");
        foreach ((string database, ForbidDefinition forbid) in orders)
            Check(database, forbid);
        return new ForbidMessage(tag, arrived, [.. orders.Select(static order => new ForbidOrder(order))]);
    }

    private static void Check(string database, ForbidDefinition forbid)
    {
        if (!DatabaseName.IsValid(database))
            throw new ForbidFormatException("it names what no database can be called");
        if (forbid.Kind == ForbidKind.Timed && forbid.Duration <= 0)
            throw new ForbidFormatException($"$.{database}.duration: must be above 0");
        if (forbid is { Kind: not ForbidKind.None, Object: ForbidObject.Table, Tables.IsEmpty: true })
            throw new ForbidFormatException($"$.{database}.crud: names no table");
    }
}
