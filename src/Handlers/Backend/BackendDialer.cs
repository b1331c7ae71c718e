using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Bootstrapping;
using DotNetty.Transport.Channels;
using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Session;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>Opens channels to real servers, on the event loop of the session that asked.</summary>
internal sealed class BackendDialer(ProxyServices services, Func<AddressFamily, IChannel> channelFactory) : IBackendDialer
{
    public void Dial(BackendConnection connection)
    {
        // One deadline for name lookup, connect and login.
        connection.LoginDeadline = connection.Loop.Schedule(
            () => connection.Expire(BackendFailures.Timeout(services)), connection.Pool.Options.ConnectTimeout);
        if (EndpointAddress.TryParse(connection.Target.Endpoint, out IPEndPoint address))
        {
            Connect(connection, address);
            return;
        }

        EndpointAddress.ResolveAsync(connection.Target.Endpoint).ContinueWith(
            task => connection.Loop.Execute(() =>
            {
                // A completed task: its result does not block.
                if (task.IsCompletedSuccessfully)
                    Connect(connection, task.Result);
                else
                    Fail(connection, task.Exception?.InnerException);
            }),
            TaskScheduler.Default);
    }

    private void Connect(BackendConnection connection, IPEndPoint address)
    {
        if (connection.IsClosed)
            return;
        Bootstrap bootstrap = new Bootstrap()
            .Group(connection.Loop)
            .ChannelFactory(() => channelFactory(address.AddressFamily))
            .Option(ChannelOption.TcpNodelay, true)
            .Option(ChannelOption.SoKeepalive, true)
            .Option(ChannelOption.ConnectTimeout, connection.Pool.Options.ConnectTimeout)
            .Handler(new ActionChannelInitializer<IChannel>(channel => Build(channel, connection)));
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

    private void Build(IChannel channel, BackendConnection connection)
    {
        connection.Channel = channel;
        channel.Pipeline
            .AddLast(HandlerNames.BackendLogin, new BackendLogin(services, connection))
            .AddLast(HandlerNames.ResponseScanner, new ResponseScannerHandler(connection))
            .AddLast(HandlerNames.ToFrontend, new ResponseRelay(connection));
    }
}
