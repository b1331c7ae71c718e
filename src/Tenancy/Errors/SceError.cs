namespace SceNettyProxy.Tenancy.Errors;

/// <summary>What an ERR packet tells a client.</summary>
/// <param name="Code">The error number.</param>
/// <param name="SqlState">Five ASCII characters.</param>
/// <param name="Message">For people; holds no password and no literal of a statement.</param>
public sealed record SceError(ushort Code, string SqlState, string Message);
