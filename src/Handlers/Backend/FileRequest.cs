namespace SceNettyProxy.Handlers.Backend;

/// <summary>Goes through the backend pipeline behind a server's request for a file of the client (LOAD DATA LOCAL).</summary>
internal sealed class FileRequest
{
    public static FileRequest Instance { get; } = new();
}
