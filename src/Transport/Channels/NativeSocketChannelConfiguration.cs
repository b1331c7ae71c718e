using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Sockets;
using SceNettyProxy.Transport.Native;

namespace SceNettyProxy.Transport.Channels;

/// <summary>
/// The options of a connection. To be set before its channel is registered, or on its loop. What only TCP knows is ignored
/// on a Unix domain socket.
/// </summary>
public sealed class NativeSocketChannelConfiguration : DefaultChannelConfiguration, ISocketChannelConfiguration
{
    private readonly NativeSocketChannel channel;
    private readonly bool isTcp;
    private bool noDelay;

    internal NativeSocketChannelConfiguration(NativeSocketChannel channel, bool isTcp)
        : base(channel)
    {
        this.channel = channel;
        this.isTcp = isTcp;
        TcpNoDelay = true;
    }

    /// <summary>Whether the channel stays open to be written to when the peer has finished; false from the start.</summary>
    public bool AllowHalfClosure { get; set; }

    /// <summary>SO_RCVBUF, bytes; the kernel shows the double of what was set.</summary>
    public int ReceiveBufferSize
    {
        get => SocketOptions.Get(channel.Descriptor, SocketOptions.ReceiveBuffer);
        set => SocketOptions.Set(channel.Descriptor, SocketOptions.ReceiveBuffer, value);
    }

    /// <summary>SO_SNDBUF, bytes; the kernel shows the double of what was set.</summary>
    public int SendBufferSize
    {
        get => SocketOptions.Get(channel.Descriptor, SocketOptions.SendBuffer);
        set => SocketOptions.Set(channel.Descriptor, SocketOptions.SendBuffer, value);
    }

    /// <summary>-1 closes in the background, 0 resets the connection at close.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Seconds are given: a close that waits would stop the loop.</exception>
    public int Linger
    {
        get => SocketOptions.GetLinger(channel.Descriptor);
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 0);
            SocketOptions.SetLinger(channel.Descriptor, value);
        }
    }

    public bool KeepAlive
    {
        get => SocketOptions.Get(channel.Descriptor, SocketOptions.KeepAlive) != 0;
        set => SocketOptions.Set(channel.Descriptor, SocketOptions.KeepAlive, value ? 1 : 0);
    }

    public bool ReuseAddress
    {
        get => SocketOptions.Get(channel.Descriptor, SocketOptions.ReuseAddress) != 0;
        set => SocketOptions.Set(channel.Descriptor, SocketOptions.ReuseAddress, value ? 1 : 0);
    }

    /// <summary>TCP_NODELAY; true from the start.</summary>
    public bool TcpNoDelay
    {
        get => noDelay;
        set
        {
            // Bootstraps say again what is true already, once per connection.
            if (!isTcp || value == noDelay)
                return;
            SocketOptions.Set(channel.Descriptor, SocketOptions.NoDelay, value ? 1 : 0);
            noDelay = value;
        }
    }

    /// <inheritdoc cref="NativeChannelOption.TcpUserTimeout"/>
    public int TcpUserTimeout
    {
        get => isTcp ? SocketOptions.Get(channel.Descriptor, SocketOptions.UserTimeout) : 0;
        set
        {
            if (isTcp)
                SocketOptions.Set(channel.Descriptor, SocketOptions.UserTimeout, value);
        }
    }

    public override T GetOption<T>(ChannelOption<T> option)
    {
        if (ChannelOption.AllowHalfClosure.Equals(option))
            return (T)(object)AllowHalfClosure;
        if (ChannelOption.SoRcvbuf.Equals(option))
            return (T)(object)ReceiveBufferSize;
        if (ChannelOption.SoSndbuf.Equals(option))
            return (T)(object)SendBufferSize;
        if (ChannelOption.SoLinger.Equals(option))
            return (T)(object)Linger;
        if (ChannelOption.SoKeepalive.Equals(option))
            return (T)(object)KeepAlive;
        if (ChannelOption.SoReuseaddr.Equals(option))
            return (T)(object)ReuseAddress;
        if (ChannelOption.TcpNodelay.Equals(option))
            return (T)(object)TcpNoDelay;
        if (NativeChannelOption.TcpUserTimeout.Equals(option))
            return (T)(object)TcpUserTimeout;
        return base.GetOption(option);
    }

    public override bool SetOption<T>(ChannelOption<T> option, T value)
    {
        if (base.SetOption(option, value))
            return true;
        if (ChannelOption.AllowHalfClosure.Equals(option))
            AllowHalfClosure = (bool)(object)value!;
        else if (ChannelOption.SoRcvbuf.Equals(option))
            ReceiveBufferSize = (int)(object)value!;
        else if (ChannelOption.SoSndbuf.Equals(option))
            SendBufferSize = (int)(object)value!;
        else if (ChannelOption.SoLinger.Equals(option))
            Linger = (int)(object)value!;
        else if (ChannelOption.SoKeepalive.Equals(option))
            KeepAlive = (bool)(object)value!;
        else if (ChannelOption.SoReuseaddr.Equals(option))
            ReuseAddress = (bool)(object)value!;
        else if (ChannelOption.TcpNodelay.Equals(option))
            TcpNoDelay = (bool)(object)value!;
        else if (NativeChannelOption.TcpUserTimeout.Equals(option))
            TcpUserTimeout = (int)(object)value!;
        else
            return false;
        return true;
    }

    protected override void AutoReadCleared() => channel.ClearReadPending();
}
