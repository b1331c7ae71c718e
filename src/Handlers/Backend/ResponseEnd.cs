namespace SceNettyProxy.Handlers.Backend;

/// <summary>
/// Goes through the backend pipeline behind the last byte of the response to the client's command. Nothing to release.
/// </summary>
internal sealed class ResponseEnd
{
    public static readonly ResponseEnd Instance = new();

    private ResponseEnd()
    {
    }
}
