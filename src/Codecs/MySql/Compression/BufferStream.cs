using DotNetty.Buffers;

namespace SceNettyProxy.Codecs.MySql.Compression;

/// <summary>Appends what is written to a buffer, which stays the caller's.</summary>
internal sealed class BufferStream(IByteBuffer output) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => output.WriteSpan(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => output.WriteSpan(buffer);

    public override void Flush()
    {
        // Every byte is in the buffer already.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
