using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>Where a backend connection leads and as whom it logs in. Immutable.</summary>
/// <param name="Database">The entry as it stood when the connection was asked for.</param>
/// <param name="Endpoint">The server.</param>
/// <param name="Role">What for.</param>
/// <param name="Capabilities">The flags that change the bytes of a result, as negotiated with the client: see
/// <see cref="BackendCapabilities"/>.</param>
/// <param name="MariaDb">MariaDB's extended flags in force for the client, for the same reason. With any of them the login
/// is that of a MariaDB client.</param>
internal sealed record BackendTarget(
    DatabaseDefinition Database,
    Endpoint Endpoint,
    BackendRole Role,
    CapabilityFlags Capabilities,
    MariaDbCapabilities MariaDb = MariaDbCapabilities.None);
