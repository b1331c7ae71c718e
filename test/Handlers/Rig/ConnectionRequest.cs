using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Backend;

namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>A wish for a connection to the primary that no session stands behind.</summary>
internal sealed class ConnectionRequest(
    ProxyRig rig, CapabilityFlags capabilities = CapabilityFlags.None, MariaDbCapabilities mariaDb = MariaDbCapabilities.None)
    : BackendRequest(
        rig.Loop,
        new BackendTarget(
            rig.Registry.Find(Databases.Name)!.Current!, Databases.PrimaryEndpoint, BackendRole.Primary, capabilities, mariaDb),
        mayWait: true)
{
    /// <summary>What it got; null until then.</summary>
    public BackendConnection? Connection { get; private set; }

    /// <summary>Why it got nothing; null until then.</summary>
    public BackendFailure? Failure { get; private set; }

    /// <summary>Asks the pool and runs the loops.</summary>
    public ConnectionRequest Acquire()
    {
        Loop.Execute(() => rig.Services.Pools.For(Target.Database, Target.Endpoint).Acquire(this));
        rig.Run();
        return this;
    }

    /// <summary>Gives the connection back.</summary>
    public void Release()
    {
        Loop.Execute(() => Connection!.Pool.Release(Connection));
        rig.Run();
    }

    protected override void Granted(BackendConnection connection) => Connection = connection;

    protected override void Refused(BackendFailure failure) => Failure = failure;
}
