using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Integration.File.Reading;

internal static class EndpointReader
{
    public static Endpoint? Read(ObjectReader parent, string key, ErrorList errors) =>
        parent.Text(key, required: true) is { } text ? Parse(text, parent.PathOf(key), errors) : null;

    public static Endpoint? Parse(string text, string path, ErrorList errors)
    {
        if (Endpoint.TryParseServer(text, out Endpoint endpoint, out string? error))
            return endpoint;
        errors.Add(path, error);
        return null;
    }
}
