using DotNetty.Transport.Channels;
using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Custom.Interceptors;
using SceNettyProxy.Handlers.Policy;
using SceNettyProxy.Handlers.Policy.Digests;
using SceNettyProxy.Handlers.Policy.Forbids;
using SceNettyProxy.Handlers.Policy.Rates;
using SceNettyProxy.Handlers.PrivateSql;
using SceNettyProxy.Handlers.Routing;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Statements;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>The handlers of a session that is logged in, in their inbound order.</summary>
internal static class CommandPipeline
{
    public static void Install(IChannelPipeline pipeline, ProxyServices services, ProxySession session) => pipeline
        .AddBefore(HandlerNames.Errors, HandlerNames.Gate, new CommandGate(services, session))
        .AddBefore(HandlerNames.Errors, HandlerNames.Commands, new CommandHandler(services, session))
        .AddBefore(HandlerNames.Errors, HandlerNames.Tokenizer, new SqlTokenizerHandler(services, session))
        .AddBefore(HandlerNames.Errors, HandlerNames.Statements, new StatementHandler(services, session))
        .AddBefore(HandlerNames.Errors, HandlerNames.Interceptors, new InterceptorHandler(services, session))
        .AddBefore(HandlerNames.Errors, HandlerNames.PrivateSql, new PrivateSqlHandler(services, session))
        .AddBefore(HandlerNames.Errors, HandlerNames.Kill, new KillHandler(services, session))
        .AddBefore(HandlerNames.Errors, HandlerNames.SqlWhitelist, new SqlWhitelistFilter(services, session))
        .AddBefore(HandlerNames.Errors, HandlerNames.Digests, new LearningFilter(services, session))
        .AddBefore(HandlerNames.Errors, HandlerNames.Forbid, new ForbidFilter(services, session))
        .AddBefore(HandlerNames.Errors, HandlerNames.RateLimiter, new RateLimiter(services, session))
        .AddBefore(HandlerNames.Errors, HandlerNames.Selector, new BackendSelector(services, session))
        .AddBefore(HandlerNames.Errors, HandlerNames.ToBackend, new FrontendBridge(session));
}
