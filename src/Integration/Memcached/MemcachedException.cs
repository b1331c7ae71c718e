namespace SceNettyProxy.Integration.Memcached;

/// <summary>A server has not answered, or not what can be used. Whether it has done what it was asked is not known.</summary>
public sealed class MemcachedException : Exception
{
    public MemcachedException()
    {
    }

    public MemcachedException(string message)
        : base(message)
    {
    }

    public MemcachedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
