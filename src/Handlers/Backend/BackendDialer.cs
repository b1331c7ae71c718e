using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Backend.Tls;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>Opens channels to real servers, on the event loop of the session that asked.</summary>
internal sealed class BackendDialer(ProxyServices services, Func<AddressFamily, IChannel> channelFactory) : IBackendDialer
{
    private readonly ServerCertificateCache certificates = new();

    public void Dial(BackendConnection connection)
    {
        PoolOptions options = connection.Pool.Options;
        // One deadline for name lookup, files, connect and login.
        connection.LoginDeadline = connection.Loop.Schedule(
            () => connection.Expire(BackendFailures.Timeout(services)), options.ConnectTimeout);
        Task<EndPoint> address = EndpointAddress.ResolveAsync(connection.Target.Endpoint);
        Task<ServerCertificates> files = certificates.GetAsync(options.TlsFiles);
        Task both = Task.WhenAll(address, files);
        if (both.IsCompleted)
            OnPrepared(connection, options, address, files);
        else
            both.ContinueWith(_ => connection.Loop.Execute(() => OnPrepared(connection, options, address, files)), TaskScheduler.Default);
    }

    /// <summary>Both tasks have ended: their results do not block.</summary>
    private void OnPrepared(
        BackendConnection connection, PoolOptions options, Task<EndPoint> address, Task<ServerCertificates> files)
    {
        if (!files.IsCompletedSuccessfully)
        {
            if (!connection.IsClosed)
                BackendLog.LoginImpossible(services.BackendLogger, connection.Target, files.Exception?.InnerException?.Message ?? "");
            connection.Fail(BackendFailures.Unsupported(services));
        }
        else if (!address.IsCompletedSuccessfully)
        {
            Fail(connection, address.Exception?.InnerException);
        }
        else
        {
            // Completed tasks: their results do not block.
            var tls = new ServerTls(options.Tls, connection.Target.Endpoint.Host, EndpointAddress.IsLocal(address.Result), files.Result);
            Connect(connection, options, address.Result, tls);
        }
    }

    private void Connect(BackendConnection connection, PoolOptions options, EndPoint address, ServerTls tls)
    {
        if (connection.IsClosed)
            return;
        Bootstrap bootstrap = new Bootstrap()
            .Group(connection.Loop)
            .ChannelFactory(() => channelFactory(address.AddressFamily))
            .Option(ChannelOption.ConnectTimeout, options.ConnectTimeout)
            .Handler(new ActionChannelInitializer<IChannel>(channel => Build(channel, connection, options, tls)));
        if (address is IPEndPoint)
            bootstrap.Option(ChannelOption.TcpNodelay, true).Option(ChannelOption.SoKeepalive, true);
        bootstrap.ConnectAsync(address).ContinueWith(
            task =>
            {
                if (!task.IsCompletedSuccessfully)
                    Fail(connection, task.Exception?.InnerException);
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void Fail(BackendConnection connection, Exception? cause)
    {
        if (connection.Loop.InEventLoop)
            connection.Fail(BackendFailures.Connect(services, connection.Target, cause));
        else
            connection.Loop.Execute(() => connection.Fail(BackendFailures.Connect(services, connection.Target, cause)));
    }

    private void Build(IChannel channel, BackendConnection connection, PoolOptions options, ServerTls tls)
    {
        connection.Channel = channel;
        channel.Pipeline
            .AddLast(HandlerNames.BackendLogin, new BackendLogin(services, connection, options, tls))
            .AddLast(HandlerNames.ResponseScanner, new ResponseScannerHandler(connection))
            .AddLast(HandlerNames.ToFrontend, new ResponseRelay(connection));
        ProxyHeaderSender.AddTo(channel.Pipeline, options.ProxyProtocol);
    }
}
