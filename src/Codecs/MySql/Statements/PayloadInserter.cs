using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.MySql.Statements;

/// <summary>
/// Puts bytes into the payload of a command on its way, and cuts the grown payload into packets again: numbers from 0,
/// packets of 16 MiB as long as more follows. Keeps back as many bytes as it puts in, since only the next header tells
/// how long a packet will be. Not thread-safe.
/// </summary>
/// <param name="insertion">What is put in; shorter than a packet of 16 MiB.</param>
/// <param name="offset">In front of which byte of the payload; within the first packet.</param>
public sealed class PayloadInserter(byte[] insertion, int offset)
{
    private readonly List<byte> carried = [];
    private readonly byte[] header = new byte[PacketHeader.Size];
    private int headerBytes;
    private int inputRest;
    private int inputPosition;
    private bool inputContinues;
    private int outputRest;

    /// <summary>The length of the packet behind the one being written; less than 0 where there is none yet.</summary>
    private int outputNext = -1;
    private int packetsIn;
    private int packetsOut;
    private bool isInserted;

    /// <summary>How many packets more went out than came in, once the command is whole: 0 or 1.</summary>
    public int ExtraPackets => packetsOut - packetsIn;

    /// <summary>Takes the next bytes of the command and appends what can go out.</summary>
    /// <param name="packets">Headers included, cut anywhere.</param>
    public void Feed(ReadOnlySpan<byte> packets, IByteBuffer output)
    {
        while (!packets.IsEmpty)
        {
            if (inputRest == 0)
            {
                header[headerBytes++] = packets[0];
                packets = packets[1..];
                if (headerBytes == PacketHeader.Size)
                    BeginPacket(output);
                continue;
            }

            int length = Math.Min(inputRest, packets.Length);
            Pass(packets[..length], output);
            packets = packets[length..];
            inputRest -= length;
            if (inputRest == 0)
                EndPacket(output);
        }
    }

    private void BeginPacket(IByteBuffer output)
    {
        headerBytes = 0;
        inputRest = PacketHeader.ReadLength(header);
        inputContinues = inputRest == PacketHeader.MaxPayload;
        int total = carried.Count + inputRest + (packetsIn == 0 ? insertion.Length : 0);
        packetsIn++;
        outputNext = total >= PacketHeader.MaxPayload && !inputContinues ? total - PacketHeader.MaxPayload : -1;
        BeginOutput(Math.Min(total, PacketHeader.MaxPayload), output);
        if (carried.Count > 0)
        {
            byte[] bytes = [.. carried];
            carried.Clear();
            Put(bytes, output);
        }

        if (inputRest == 0)
            EndPacket(output);
    }

    private void EndPacket(IByteBuffer output)
    {
        // A payload that fills its packets to the last byte ends in an empty one.
        if (outputRest == 0 && outputNext == 0)
        {
            outputNext = -1;
            BeginOutput(0, output);
        }
    }

    private void Pass(ReadOnlySpan<byte> payload, IByteBuffer output)
    {
        if (!isInserted && inputPosition + payload.Length >= offset)
        {
            int before = offset - inputPosition;
            Put(payload[..before], output);
            Put(insertion, output);
            isInserted = true;
            payload = payload[before..];
        }

        if (!isInserted)
            inputPosition += payload.Length;
        Put(payload, output);
    }

    private void Put(ReadOnlySpan<byte> bytes, IByteBuffer output)
    {
        while (!bytes.IsEmpty)
        {
            if (outputRest == 0 && outputNext > 0)
            {
                int next = outputNext;
                outputNext = -1;
                BeginOutput(next, output);
            }

            if (outputRest == 0)
            {
                carried.AddRange(bytes);
                return;
            }

            int length = Math.Min(outputRest, bytes.Length);
            output.WriteSpan(bytes[..length]);
            outputRest -= length;
            bytes = bytes[length..];
        }
    }

    private void BeginOutput(int length, IByteBuffer output)
    {
        Span<byte> next = stackalloc byte[PacketHeader.Size];
        PacketHeader.Write(next, length, (byte)packetsOut++);
        output.WriteSpan(next);
        outputRest = length;
    }
}
