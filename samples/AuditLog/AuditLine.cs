using SceNettyProxy.Extensions.Sessions;

namespace AuditLog;

/// <summary>One line of the log.</summary>
public sealed record AuditLine(DateTimeOffset Time, string Event, uint Id, string Database, string User, string Address)
{
    public string? Schema { get; init; }

    public IReadOnlyList<string>? Verbs { get; init; }

    public string? Text { get; init; }

    public static AuditLine Of(string what, SessionInfo session) => new(
        DateTimeOffset.UtcNow, what, session.ConnectionId, session.Database, session.User, session.ClientAddress.ToString());
}
