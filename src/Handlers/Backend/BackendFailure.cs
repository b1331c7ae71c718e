using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Backend;

/// <summary>Why there is no backend connection.</summary>
/// <param name="Stage">Where it failed.</param>
/// <param name="Error">What the client is told; null for <see cref="Busy"/>, which is never told.</param>
internal sealed record BackendFailure(BackendStage Stage, SceError? Error)
{
    /// <summary>All places are taken and the request may not wait.</summary>
    public static readonly BackendFailure Busy = new(BackendStage.Queue, null);

    /// <summary>Another server may do: the failure lies with this one or with the way to it.</summary>
    public bool IsServerFault => Stage != BackendStage.Queue;
}
