using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Listeners;
using SceNettyProxy.Handlers.Cancellation;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Admin;

/// <summary>
/// The admin port: HTTP for other proxies, tools and load balancers. It runs on the thread pool, and not on the event loops of the
/// sessions.
/// <code>
/// GET  /health   200 while the proxy serves; needs no secret
/// GET  /status   200 with a ProxyStatus as JSON
/// POST /kill     a KillOrder as JSON; 200 with a SceError as JSON, or null for OK
/// </code>
/// Without the secret 401, for what is not understood 400 or 404.
/// </summary>
/// <param name="options">The secret is followed live; where it listens counts from the start.</param>
/// <param name="status">Tells what this proxy holds.</param>
/// <param name="kill">Does what a KILL of another proxy says.</param>
/// <param name="logger">Told of the port, and who does not prove the secret.</param>
internal sealed class AdminServer(
    Live<AdminOptions> options, Func<ProxyStatus> status, Func<KillOrder, Task<SceError?>> kill, ILogger logger) : IAsyncDisposable
{
    private const int MaxBody = 64 * 1024;

    private WebApplication? application;

    /// <summary>Opens the port; nothing where none is configured.</summary>
    /// <exception cref="ListenerException">The address cannot be listened on.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (options.Value.Listen is not { } endpoint)
            return;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = MaxBody;
            server.Listen(IPAddress.Parse(endpoint.Host), endpoint.Port);
        });
        application = builder.Build();
        application.Run(AnswerAsync);
        try
        {
            await application.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new ListenerException($"admin port: {e.GetBaseException().Message}: {endpoint}", e);
        }

        AdminLog.Listening(logger, endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        if (application is not null)
            await application.DisposeAsync().ConfigureAwait(false);
        application = null;
    }

    private Task AnswerAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("GET", "/health") => context.Response.WriteAsync("ok\n"),
        _ when !AdminSecret.IsProvenBy(context.Request.Headers.Authorization, options.Value.Secret) => RefuseAsync(context),
        ("GET", "/status") => context.Response.WriteAsJsonAsync(status()),
        ("POST", "/kill") => KillAsync(context),
        _ => EndAsync(context, StatusCodes.Status404NotFound),
    };

    private async Task KillAsync(HttpContext context)
    {
        KillOrder? order;
        try
        {
            order = await JsonSerializer.DeserializeAsync<KillOrder>(
                context.Request.Body, JsonSerializerOptions.Web, context.RequestAborted).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            order = null;
        }

        if (order is null)
        {
            await EndAsync(context, StatusCodes.Status400BadRequest).ConfigureAwait(false);
            return;
        }

        await context.Response.WriteAsJsonAsync(await kill(order).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private Task RefuseAsync(HttpContext context)
    {
        AdminLog.Refused(logger, context.Connection.RemoteIpAddress, context.Request.Path);
        context.Response.Headers.WWWAuthenticate = AdminSecret.Scheme;
        return EndAsync(context, StatusCodes.Status401Unauthorized);
    }

    private static Task EndAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
