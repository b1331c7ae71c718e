namespace SceNettyProxy.Codecs.Memcached;

/// <summary>What came is no answer of the text protocol: nothing behind it can be understood any more.</summary>
public sealed class MemcachedProtocolException : Exception
{
    public MemcachedProtocolException()
    {
    }

    public MemcachedProtocolException(string message)
        : base(message)
    {
    }

    public MemcachedProtocolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
