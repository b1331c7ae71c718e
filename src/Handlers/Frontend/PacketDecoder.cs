using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// Bytes of the client to packets. During the login each packet is passed on whole, as a buffer with its header. After it a
/// command is passed on as a <see cref="ClientCommand"/>, whole up to <see cref="MaxHead"/>, and what is beyond streams
/// behind it as <see cref="CommandChunk"/>s. Sequence numbers are checked. Throws
/// <see cref="MySqlProtocolException"/> into the pipeline, once; nothing is read after that.
/// </summary>
internal sealed class PacketDecoder : ChannelHandlerAdapter
{
    /// <summary>Bytes of a command, header included, that are gathered before it is passed on.</summary>
    public const int MaxHead = 64 * 1024;

    /// <summary>Bytes of a login packet.</summary>
    public const int MaxLogin = 64 * 1024;

    private IByteBuffer? cumulation;
    private PacketFramer framer = new(firstSequence: 1);
    private State state;
    private bool renumbers;
    private IChannelHandlerContext? context;
    private bool isDecoding;
    private bool isHeld;

    /// <summary>A command that is done with, to be the next one.</summary>
    private ClientCommand? spare;

    private enum State
    {
        Login,
        Command,
        Tail,
        File,
        Failed,
    }

    /// <summary>The login is over: what comes now is commands.</summary>
    public void BeginCommands() => state = State.Command;

    /// <summary>The login goes on: the client's next packet has this number.</summary>
    public void ExpectLogin(byte sequence)
    {
        framer = new PacketFramer(sequence, renumbers);
        if (state != State.Failed)
            state = State.Login;
    }

    /// <summary>
    /// From here on the numbers of the packets are not checked but set to what they should be: inside compressed frames they
    /// mean nothing, and behind the proxy they do.
    /// </summary>
    public void RenumberPackets() => renumbers = true;

    /// <summary>What was received and is no whole packet yet; null for nothing. It is the caller's.</summary>
    public IByteBuffer? TakeRest()
    {
        IByteBuffer? rest = cumulation;
        cumulation = null;
        if (rest is null || rest.IsReadable())
            return rest;
        rest.Release();
        return null;
    }

    /// <summary>What comes now is the content of a file, up to an empty packet: it is passed on as more of the command in
    /// flight.</summary>
    /// <param name="sequence">The number of its first packet.</param>
    public void BeginFile(byte sequence)
    {
        framer = new PacketFramer(sequence, renumbers);
        state = State.File;
    }

    /// <summary>Keeps what comes as it is, until <see cref="Continue"/>: how to read it is not known yet. The caller also
    /// stops the reading.</summary>
    public void Hold() => isHeld = true;

    /// <summary>Ends <see cref="Hold"/>, and decodes what has come meanwhile.</summary>
    public void Continue()
    {
        isHeld = false;
        if (isDecoding || cumulation is null)
            return;
        try
        {
            DecodeAll(context!);
        }
        catch (MySqlProtocolException e)
        {
            context!.FireExceptionCaught(e);
        }

        context!.FireChannelReadComplete();
    }

    /// <summary>Takes back a command that nobody knows of any more.</summary>
    public void Reuse(ClientCommand done) => spare = done;

    /// <summary>Drops what comes from now on.</summary>
    public void Stop()
    {
        state = State.Failed;
        ReleaseCumulation();
    }

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        if (message is not IByteBuffer input)
        {
            context.FireChannelRead(message);
            return;
        }

        Append(context, input);
        DecodeAll(context);
    }

    public override void HandlerAdded(IChannelHandlerContext context) => this.context = context;

    public override void HandlerRemoved(IChannelHandlerContext context) => ReleaseCumulation();

    public override void ChannelInactive(IChannelHandlerContext context)
    {
        ReleaseCumulation();
        context.FireChannelInactive();
    }

    private void DecodeAll(IChannelHandlerContext context)
    {
        isDecoding = true;
        try
        {
            while (!isHeld && cumulation is not null && cumulation.IsReadable() && Decode(context))
            {
            }
        }
        catch (MySqlProtocolException)
        {
            Stop();
            throw;
        }
        finally
        {
            isDecoding = false;
        }

        if (cumulation is not null && !cumulation.IsReadable())
            ReleaseCumulation();
    }

    private void Append(IChannelHandlerContext context, IByteBuffer input)
    {
        if (state == State.Failed)
        {
            input.Release();
            return;
        }

        if (cumulation is null)
        {
            cumulation = input;
            return;
        }

        // What waits is a part of one head, so the copies are bounded. Grown in place where no slice shares the memory, so
        // that a client that sends byte by byte costs no more than one that does not.
        if (cumulation.ReferenceCount > 1 || cumulation.WritableBytes < input.ReadableBytes)
        {
            IByteBuffer joined = context.Allocator.Buffer(2 * (cumulation.ReadableBytes + input.ReadableBytes));
            joined.WriteBytes(cumulation);
            cumulation.Release();
            cumulation = joined;
        }

        cumulation.WriteBytes(input);
        input.Release();
    }

    /// <summary>Takes one step; false when more bytes are needed or nothing is wanted.</summary>
    private bool Decode(IChannelHandlerContext context) => state switch
    {
        State.Login => DecodeLogin(context),
        State.Command => DecodeHead(context),
        State.Tail => DecodeTail(context),
        State.File => DecodeFile(context),
        _ => Discard(),
    };

    private bool DecodeLogin(IChannelHandlerContext context)
    {
        ReadOnlySpan<byte> bytes = cumulation!.ReadableSpan();
        if (bytes.Length < PacketHeader.Size)
            return false;
        int length = PacketHeader.ReadLength(bytes);
        if (length > MaxLogin)
            throw new MySqlProtocolException(ProtocolError.TooLarge, "The login packet is too large.");
        int total = PacketHeader.Size + length;
        if (bytes.Length < total)
        {
            // A wrong number is told before the rest has come.
            CheckSequence(bytes);
            return false;
        }

        framer.Read(bytes[..total]);
        context.FireChannelRead(cumulation!.ReadRetainedSlice(total));
        return true;
    }

    private void CheckSequence(ReadOnlySpan<byte> header)
    {
        PacketFramer probe = framer;
        probe.Read(header[..PacketHeader.Size]);
    }

    private bool DecodeHead(IChannelHandlerContext context)
    {
        Span<byte> bytes = cumulation!.ReadableSpan();
        if (bytes.Length < PacketHeader.Size)
            return false;
        int length = PacketHeader.ReadLength(bytes);
        if (renumbers)
            PacketHeader.Write(bytes, length, 0);
        if (PacketHeader.ReadSequence(bytes) != 0)
            throw new MySqlProtocolException(ProtocolError.WrongSequence, "A command does not begin with packet 0.");
        int total = PacketHeader.Size + length;
        if (bytes.Length < Math.Min(total, MaxHead))
            return false;
        CommandCode code = length == 0 ? CommandCode.Sleep : (CommandCode)bytes[PacketHeader.Size];
        if (total <= MaxHead)
        {
            Fire(context, code, total, isWhole: true);
            return true;
        }

        framer = new PacketFramer(firstSequence: 0, renumbers);
        framer.Read(bytes[..MaxHead]);
        state = State.Tail;
        Fire(context, code, MaxHead, isWhole: false);
        return true;
    }

    private void Fire(IChannelHandlerContext context, CommandCode code, int count, bool isWhole)
    {
        IByteBuffer packets;
        if (cumulation!.ReadableBytes == count)
        {
            packets = cumulation;
            cumulation = null;
        }
        else
        {
            packets = cumulation.ReadRetainedSlice(count);
        }

        context.FireChannelRead(NewCommand(code, packets, isWhole));
    }

    private ClientCommand NewCommand(CommandCode code, IByteBuffer packets, bool isWhole)
    {
        if (spare is not { } command)
            return new ClientCommand(code, packets, isWhole, lastSequence: 0);
        spare = null;
        command.Begin(code, packets, isWhole, lastSequence: 0);
        return command;
    }

    private bool DecodeTail(IChannelHandlerContext context)
    {
        Span<byte> bytes = cumulation!.ReadableSpan();
        int position = 0;
        bool isEnd = false;
        while (position < bytes.Length && !isEnd)
        {
            PacketFrame frame = ReadFrame(bytes[position..]);
            position += frame.Consumed;
            isEnd = frame.IsEnd;
        }

        FireChunk(context, position, isEnd);
        return true;
    }

    private bool DecodeFile(IChannelHandlerContext context)
    {
        Span<byte> bytes = cumulation!.ReadableSpan();
        int position = 0;
        bool isEnd = false;
        while (position < bytes.Length && !isEnd)
        {
            long before = framer.PacketLength;
            PacketFrame frame = ReadFrame(bytes[position..]);
            position += frame.Consumed;
            // The empty packet behind one of 16 MiB only ends that one.
            isEnd = frame.IsEnd && before == 0 && frame.PayloadLength == 0;
        }

        FireChunk(context, position, isEnd);
        return true;
    }

    private PacketFrame ReadFrame(Span<byte> bytes)
    {
        PacketFrame frame = framer.Read(bytes);
        // The number is the last byte of a header.
        if (renumbers && frame.PayloadStart > 0 && !framer.InHeader)
            bytes[frame.PayloadStart - 1] = framer.LastSequence;
        return frame;
    }

    private void FireChunk(IChannelHandlerContext context, int count, bool isEnd)
    {
        if (isEnd)
            state = State.Command;
        IByteBuffer content = cumulation!.ReadRetainedSlice(count);
        context.FireChannelRead(new CommandChunk(content, isEnd, framer.LastSequence));
    }

    private bool Discard()
    {
        ReleaseCumulation();
        return false;
    }

    private void ReleaseCumulation()
    {
        cumulation?.Release();
        cumulation = null;
    }
}
