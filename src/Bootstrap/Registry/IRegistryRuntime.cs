using SceNettyProxy.Tenancy.Cluster;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Tenancy.Policies;

namespace SceNettyProxy.Bootstrap.Registry;

/// <summary>Where databases and forbids come from, as the host starts and stops it.</summary>
internal interface IRegistryRuntime : IAsyncDisposable
{
    IForbidStore Forbids { get; }

    IMembership Membership { get; }

    /// <summary>Brings databases and forbids in force and follows them from then on. Called once.</summary>
    Task StartAsync(CancellationToken cancellation);

    /// <summary>Reads all again. Any thread.</summary>
    void Reload();

    /// <summary>The databases would be right under these policies, as they stand now where they are kept.</summary>
    bool FitsPolicies(SqlPolicies policies);
}
