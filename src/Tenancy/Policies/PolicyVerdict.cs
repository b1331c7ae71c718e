using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Tenancy.Policies;

/// <summary>What a policy says about a text.</summary>
/// <param name="Reason">Why it is refused; <see cref="PolicyReason.None"/> when it is not.</param>
/// <param name="Name">The table, function or engine that is the reason, without its quotes; empty where it is none.</param>
public readonly record struct PolicyVerdict(PolicyReason Reason, string Name = "")
{
    /// <summary>Nothing is wrong with it.</summary>
    public static PolicyVerdict Allowed => default;

    public bool IsAllowed => Reason == PolicyReason.None;

    /// <summary>The verdict for programs: <c>allowed</c>, <c>no-where</c>, <c>table:secret</c>.</summary>
    public string Code
    {
        get
        {
            if (IsAllowed)
                return "allowed";
            string reason = SettingName.Of(Reason);
            return string.IsNullOrEmpty(Name) ? reason : $"{reason}:{Name}";
        }
    }

    /// <summary>What the client is told.</summary>
    public SceError ToError(ErrorCatalog errors) => Reason switch
    {
        PolicyReason.Engine => errors.EngineNotSupported(Name),
        PolicyReason.EngineMissing => errors.EngineMissing,
        PolicyReason.TooLong => ServerErrors.PacketTooLarge,
        _ => errors.StatementForbidden,
    };
}
