using System.Net;
using SceNettyProxy.Integration.RabbitMq;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Reads <c>forbids.rabbitmq</c>.</summary>
internal static class RabbitMqOptionsReader
{
    /// <param name="keyFile">The key of encrypted passwords, an absolute path; empty for none.</param>
    public static RabbitMqOptions Read(SectionReader reader, string keyFile)
    {
        RabbitMqOptions defaults = new();
        RabbitMqOptions options = new()
        {
            Servers = ReadServers(reader),
            User = reader.Text("user", defaults.User, allowEmpty: true),
            Password = reader.Secret("password", keyFile),
            VirtualHost = reader.Text("virtualHost", defaults.VirtualHost),
            Exchange = reader.Text("exchange", defaults.Exchange),
            QueueType = reader.Choice("queueType", defaults.QueueType),
            Address = reader.Text("address", defaults.Address, allowEmpty: true),
            Timeout = reader.Seconds("timeout", defaults.Timeout, RabbitMqOptions.MinSeconds, RabbitMqOptions.MaxSeconds),
            Heartbeat = reader.Seconds("heartbeat", defaults.Heartbeat, RabbitMqOptions.MinSeconds, RabbitMqOptions.MaxSeconds),
        };
        reader.Finish();
        if (options.Address.Length > 0 && !IPAddress.TryParse(options.Address, out _))
            reader.Fail("address", $"\"{options.Address}\" is not an IP address");
        if (options.Servers.IsEmpty)
            return options;
        if (options.User.Length == 0)
            reader.Fail("user", "must not be empty where there are servers");
        if (options.Password.Length == 0)
            reader.Fail("password", "must not be empty where there are servers");
        return options;
    }

    /// <summary>What the queue of this proxy is named after must be known, and no other's.</summary>
    public static void Check(SectionReader reader, RabbitMqOptions options, ListenerOptions first)
    {
        if (options.Servers.IsEmpty)
            return;
        if (options.Address.Length == 0 && AdvertisedName.AddressOf(first) is null)
            reader.Fail("address", "must be given where the first listener takes connections on all addresses");
        if (first.Port == 0)
            reader.Fail("servers", "need a first listener with a port of its own, after which the queue is named");
    }

    private static EquatableArray<Endpoint> ReadServers(SectionReader reader)
    {
        List<Endpoint> servers = [];
        IReadOnlyList<string> texts = reader.Texts("servers") ?? [];
        for (int i = 0; i < texts.Count; i++)
        {
            if (Endpoint.TryParse(texts[i], out Endpoint server, out string? error, RabbitMqOptions.DefaultPort))
                servers.Add(server);
            else
                reader.Fail($"servers[{i}]", error);
        }

        return [.. servers];
    }
}
