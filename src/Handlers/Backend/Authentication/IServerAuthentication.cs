namespace SceNettyProxy.Handlers.Backend.Authentication;

/// <summary>The client's side of one authentication plugin, for one login.</summary>
internal interface IServerAuthentication
{
    /// <summary>The plugin's name on the wire.</summary>
    string Plugin { get; }

    /// <summary>The answer to the scramble of a greeting or of an auth switch; may have no bytes.</summary>
    /// <exception cref="ServerLoginException">Not with these secrets, or not over this connection.</exception>
    /// <exception cref="Codecs.MySql.MySqlProtocolException">The data is no scramble.</exception>
    byte[] Begin(ReadOnlySpan<byte> data);

    /// <summary>The answer to data that the server sends on; null where nothing is to be said.</summary>
    /// <inheritdoc cref="Begin"/>
    byte[]? Continue(ReadOnlySpan<byte> data);
}
