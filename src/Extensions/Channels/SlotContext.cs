using SceNettyProxy.Extensions.Sessions;

namespace SceNettyProxy.Extensions.Channels;

/// <summary>What a channel handler knows of its place. To be used on the event loop of its channel.</summary>
public abstract class SlotContext
{
    /// <summary>The name of the slot.</summary>
    public abstract string Slot { get; }

    /// <summary>Whose channel it is.</summary>
    public abstract SessionInfo Session { get; }

    /// <summary>
    /// Ends a command with an error, in place of forwarding it. Chunks of it that are still to come are dropped by the proxy.
    /// </summary>
    /// <param name="command">The command that the handler has just been given.</param>
    /// <param name="code">The error number.</param>
    /// <param name="sqlState">Five letters or digits.</param>
    /// <param name="message">For people.</param>
    /// <exception cref="InvalidOperationException">A server has been chosen already, or the command is not in flight.</exception>
    public abstract void Deny(IClientCommand command, ushort code, string sqlState, string message);
}
