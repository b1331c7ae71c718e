namespace SceNettyProxy.EndToEnd.Routing;

/// <summary>Names the row of docs/routing.md that a test holds; <see cref="RowTableTests"/> compares both ways.</summary>
/// <param name="id">The first column of the row.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RoutingRowAttribute(string id) : Attribute
{
    /// <summary>The first column of the row.</summary>
    public string Id { get; } = id;
}
