using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Channels;

/// <summary>The options of a listener. To be set before it is bound.</summary>
public sealed class NativeServerChannelConfiguration : DefaultChannelConfiguration, IServerSocketChannelConfiguration
{
    private const int DefaultBacklog = 1024;

    private readonly NativeServerChannel channel;

    internal NativeServerChannelConfiguration(NativeServerChannel channel)
        : base(channel)
    {
        this.channel = channel;
    }

    /// <summary>Connections that may wait to be accepted; the system has a limit of its own.</summary>
    public int Backlog { get; set; } = DefaultBacklog;

    /// <summary>Whether several listeners may share the address; the kernel spreads the connections. All of them must ask for it.</summary>
    public bool ReusePort
    {
        get => SocketOptions.Get(channel.Descriptor, SocketOptions.ReusePort) != 0;
        set => SocketOptions.Set(channel.Descriptor, SocketOptions.ReusePort, value ? 1 : 0);
    }

    /// <summary>Whether the address may be taken while old connections of it linger; true from the start.</summary>
    public bool ReuseAddress
    {
        get => SocketOptions.Get(channel.Descriptor, SocketOptions.ReuseAddress) != 0;
        set => SocketOptions.Set(channel.Descriptor, SocketOptions.ReuseAddress, value ? 1 : 0);
    }

    /// <summary>SO_RCVBUF of the connections that will be accepted, bytes; the kernel shows the double.</summary>
    public int ReceiveBufferSize
    {
        get => SocketOptions.Get(channel.Descriptor, SocketOptions.ReceiveBuffer);
        set => SocketOptions.Set(channel.Descriptor, SocketOptions.ReceiveBuffer, value);
    }

    public override T GetOption<T>(ChannelOption<T> option)
    {
        if (ChannelOption.SoBacklog.Equals(option))
            return (T)(object)Backlog;
        if (ChannelOption.SoReuseport.Equals(option))
            return (T)(object)ReusePort;
        if (ChannelOption.SoReuseaddr.Equals(option))
            return (T)(object)ReuseAddress;
        if (ChannelOption.SoRcvbuf.Equals(option))
            return (T)(object)ReceiveBufferSize;
        return base.GetOption(option);
    }

    public override bool SetOption<T>(ChannelOption<T> option, T value)
    {
        if (base.SetOption(option, value))
            return true;
        if (ChannelOption.SoBacklog.Equals(option))
            Backlog = (int)(object)value!;
        else if (ChannelOption.SoReuseport.Equals(option))
            ReusePort = (bool)(object)value!;
        else if (ChannelOption.SoReuseaddr.Equals(option))
            ReuseAddress = (bool)(object)value!;
        else if (ChannelOption.SoRcvbuf.Equals(option))
            ReceiveBufferSize = (int)(object)value!;
        else
            return false;
        return true;
    }

    protected override void AutoReadCleared() => channel.ClearReadPending();
}
