namespace SceNettyProxy.Handlers.Frontend.Authentication;

/// <summary>
/// The server's side of one authentication plugin in one login: what it sends first, and what it makes of each packet. It
/// ends in one of <see cref="AuthConversation"/>'s verdicts. Of one loop.
/// </summary>
internal interface IAuthMethod
{
    /// <summary>The plugin's name on the wire.</summary>
    string Plugin { get; }

    /// <summary>The data that goes to the client with the name of the plugin.</summary>
    byte[] Challenge { get; }

    /// <summary>Some account of the login can be proven by this plugin.</summary>
    bool IsUsable { get; }

    /// <summary>
    /// An answer in the login packet of a client that was shown the data of another plugin: it may have been made of that
    /// data, of none, or be none. True where it may be taken.
    /// </summary>
    bool TakesUnasked(ReadOnlySpan<byte> answer);

    /// <summary>The client's next packet; the first one is the answer to <see cref="Challenge"/>.</summary>
    void OnPacket(ReadOnlySpan<byte> payload);
}
