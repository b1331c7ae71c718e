namespace SceNettyProxy.Transport.Channels;

/// <summary>Wants to know when the kernel has taken bytes of a connection.</summary>
public interface IByteObserver
{
    /// <summary>The kernel has taken some. On the loop of the connection, which may be closed by now; must not throw.</summary>
    void OnTaken();
}
