using SceNettyProxy.Codecs.ZooKeeper;

namespace SceNettyProxy.Integration.ZooKeeper.Client;

/// <summary>What a <see cref="ConnectionHandler"/> tells of its channel. On the event loop.</summary>
internal interface IFrameReceiver
{
    /// <summary>Nothing more is wanted.</summary>
    bool IsClosed { get; }

    /// <summary>The socket is connected.</summary>
    void OnActive();

    /// <summary>Bytes have come.</summary>
    void OnHeard();

    /// <summary>A frame without its length, which is valid during the call.</summary>
    /// <exception cref="ZooKeeperProtocolException">It is malformed; the stream is lost.</exception>
    void OnFrame(ReadOnlySpan<byte> frame);

    /// <summary>A frame over the limit has begun; it is passed over.</summary>
    /// <param name="head">The size of a <see cref="ReplyHeader"/>.</param>
    /// <exception cref="ZooKeeperProtocolException">It is no answer that is due.</exception>
    void OnTooLarge(ReadOnlySpan<byte> head);

    /// <summary>The channel has ended, or is of no more use.</summary>
    void Close(CloseReason reason, Exception? cause = null);
}
