using DotNetty.Common.Concurrency;
using SceNettyProxy.Extensions.Sessions;
using SceNettyProxy.Handlers.Custom.Interceptors;
using SceNettyProxy.Handlers.Custom.Slots;

namespace SceNettyProxy.Handlers.Session;

/// <content>What custom handlers need of a session.</content>
internal sealed partial class ProxySession
{
    /// <summary>Who has logged in, for custom handlers; null before that, and for an operator, whom no custom handler may lock
    /// out.</summary>
    public SessionInfo? Info { get; private set; }

    public InterceptorHandler Interceptors { get; set; } = null!;

    /// <summary>The custom channel handlers of the session.</summary>
    public SessionSlots Slots { get; }

    /// <summary>The session has logged in, perhaps as somebody else than before.</summary>
    public void BeginCustomHandlers()
    {
        if (!IsOpen)
            return;
        Info = IsOperator ? null : new SessionInfo
        {
            ConnectionId = ConnectionId,
            Database = Tenant.Name,
            User = User.Name,
            ClientAddress = Address,
            IsEncrypted = IsSecure,
            Capabilities = (ulong)Capabilities | ((ulong)MariaDb << 32),
            Attributes = Attributes,
        };
        Interceptors.BeginSession();
        Slots.Install();
    }

    /// <summary>Runs something on the session's loop, unless the proxy has stopped. Any thread.</summary>
    public void PostToLoop(Action action)
    {
        try
        {
            Loop.Execute(action);
        }
        catch (RejectedExecutionException)
        {
            // The loop has ended, and the session with it.
        }
    }
}
