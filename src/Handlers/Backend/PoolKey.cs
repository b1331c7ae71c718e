using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>What makes idle connections to one endpoint of one database interchangeable.</summary>
internal readonly record struct PoolKey(
    IEventLoop Loop, BackendRole Role, CapabilityFlags Capabilities, MariaDbCapabilities MariaDb);
