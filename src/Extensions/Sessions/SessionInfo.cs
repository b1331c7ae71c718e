using System.Net;

namespace SceNettyProxy.Extensions.Sessions;

/// <summary>
/// Who has logged in. Immutable, so that any thread may read it; a COM_CHANGE_USER begins a new one.
/// </summary>
public sealed record SessionInfo
{
    /// <summary>The connection id that the client sees.</summary>
    public uint ConnectionId { get; init; }

    /// <summary>The database: the name of its entry, as the proxy's registry has it.</summary>
    public string Database { get; init; } = "";

    /// <summary>The user that logged in.</summary>
    public string User { get; init; } = "";

    /// <summary>The client's address; behind a load balancer that sends PROXY headers the one of the real client.</summary>
    public IPAddress ClientAddress { get; init; } = IPAddress.None;

    /// <summary>The client uses TLS.</summary>
    public bool IsEncrypted { get; init; }

    /// <summary>The capability flags (CLIENT_…) that were negotiated with the client.</summary>
    public ulong Capabilities { get; init; }

    /// <summary>
    /// What the client said of itself when it connected, in its order: <c>_client_name</c>, <c>program_name</c> and whatever an
    /// application adds. The client may say what it likes.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; init; } = [];

    /// <summary>The value of an attribute; null where the client sent none of that name.</summary>
    public string? Attribute(string name)
    {
        for (int i = 0; i < Attributes.Count; i++)
        {
            if (Attributes[i].Key == name)
                return Attributes[i].Value;
        }

        return null;
    }
}
