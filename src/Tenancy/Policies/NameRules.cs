using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Policies;

/// <summary>Which of some names may appear. Immutable, equal by value.</summary>
/// <param name="Allow">If there are any, only these names pass; patterns with <c>*</c> for any characters.</param>
/// <param name="Deny">These names do not pass, allowed or not; patterns as above.</param>
public sealed record NameRules(EquatableArray<string> Allow, EquatableArray<string> Deny)
{
    /// <summary>Every name passes.</summary>
    public static NameRules Any { get; } = new([], []);

    public bool IsAny => Allow.IsEmpty && Deny.IsEmpty;
}
