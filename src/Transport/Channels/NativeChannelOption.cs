using DotNetty.Transport.Channels;

namespace SceNettyProxy.Transport.Channels;

/// <summary>Options of channels beyond those that DotNetty names.</summary>
public static class NativeChannelOption
{
    /// <summary>Milliseconds for which sent data may stay unacknowledged before the connection is given up; 0 leaves it to the system.</summary>
    public static readonly ChannelOption<int> TcpUserTimeout = ChannelOption.ValueOf<int>("TCP_USER_TIMEOUT");
}
