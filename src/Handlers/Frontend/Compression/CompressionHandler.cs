using System.Diagnostics.CodeAnalysis;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Compression;
using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Session;

namespace SceNettyProxy.Handlers.Frontend.Compression;

/// <summary>
/// zlib between client and proxy: in front of the packets, behind TLS, from the end of the login on. Inflates no further
/// than reads are wanted, so that a small frame that holds much is not in memory as a whole.
/// </summary>
/// <remarks>
/// A frame carries a number of its own, which goes on through both directions of a command and starts at 0 with each. A
/// client may send the next command early, so whoever takes what it sent into work tells which frame that came in: the
/// answer's number follows that one, not the last frame.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The pipeline ends it: HandlerRemoved.")]
internal sealed class CompressionHandler() : GatheringHandler(MaxChunk)
{
    /// <summary>Bytes that are compressed to one frame.</summary>
    public const int MaxChunk = 64 * 1024;

    private readonly CompressedFrameDecoder decoder = new();
    private IChannelHandlerContext? context;
    private byte nextSequence;
    private bool isReading;
    private bool isPaused;
    private bool isFailed;

    /// <summary>
    /// Compresses the session from here on, where that was negotiated; once, with the login's final OK written. What the
    /// client sent behind its login is in compressed frames already.
    /// </summary>
    public static void InstallIfNegotiated(IChannelPipeline pipeline, ProxySession session)
    {
        if ((session.Capabilities & CapabilityFlags.Compress) == 0 || session.Compression is not null)
            return;
        PacketDecoder packets = session.Frames;
        packets.RenumberPackets();
        IByteBuffer? early = packets.TakeRest();
        CompressionHandler handler = new();
        session.Compression = handler;
        pipeline.AddBefore(HandlerNames.Meter, HandlerNames.Compression, handler);
        if (early is null)
            return;
        // Counted as packets when they came; what is in them counts when it is inflated.
        session.Meter.Received(-early.ReadableBytes);
        handler.ChannelRead(handler.context!, early);
    }

    /// <summary>The number of the frame that the client's last bytes came in.</summary>
    public byte LastFrame => decoder.LastSequence;

    /// <summary>What is written from here on answers what came in that frame.</summary>
    public void AnswerBehind(byte frame)
    {
        // What is gathered belongs to the answer before, and to its numbers.
        EmitGathered(context!);
        nextSequence = (byte)(frame + 1);
    }

    public override void HandlerAdded(IChannelHandlerContext handlerContext) => context = handlerContext;

    public override void ChannelRead(IChannelHandlerContext handlerContext, object message)
    {
        if (message is not IByteBuffer bytes)
        {
            handlerContext.FireChannelRead(message);
            return;
        }

        if (isFailed)
        {
            bytes.Release();
            return;
        }

        decoder.Append(bytes, handlerContext.Allocator);
        Advance();
    }

    public override void Read(IChannelHandlerContext handlerContext)
    {
        if (!isPaused)
        {
            handlerContext.Read();
            return;
        }

        // Not from here: whoever turns reading on may be in the middle of something.
        isPaused = false;
        handlerContext.Channel.EventLoop.Execute(Resume);
    }

    public override void ChannelInactive(IChannelHandlerContext handlerContext)
    {
        Stop();
        base.ChannelInactive(handlerContext);
    }

    public override void HandlerRemoved(IChannelHandlerContext handlerContext)
    {
        Stop();
        base.HandlerRemoved(handlerContext);
    }

    protected override Task Emit(IChannelHandlerContext handlerContext, ReadOnlySpan<byte> bytes)
    {
        IByteBuffer frame = handlerContext.Allocator.Buffer(CompressedHeader.Size + bytes.Length);
        CompressedFrameEncoder.Write(bytes, nextSequence, frame);
        nextSequence++;
        decoder.AnswerSequence = nextSequence;
        return handlerContext.WriteAsync(frame);
    }

    private void Resume()
    {
        if (isFailed)
            return;
        Advance();
        context!.FireChannelReadComplete();
        if (!isPaused)
            context.Read();
    }

    private void Advance()
    {
        if (isReading)
            return;
        isReading = true;
        try
        {
            while (!isFailed)
            {
                if (!context!.Channel.Configuration.AutoRead)
                {
                    isPaused = true;
                    return;
                }

                if (decoder.Read(context.Allocator) is not { } piece)
                    return;
                context.FireChannelRead(piece);
            }
        }
        catch (MySqlProtocolException)
        {
            Stop();
            throw;
        }
        finally
        {
            isReading = false;
        }
    }

    private void Stop()
    {
        isFailed = true;
        decoder.Dispose();
    }
}
