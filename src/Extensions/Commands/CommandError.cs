namespace SceNettyProxy.Extensions.Commands;

/// <summary>An error for a client.</summary>
/// <param name="Code">The error number.</param>
/// <param name="SqlState">Five letters or digits.</param>
/// <param name="Message">For people.</param>
public sealed record CommandError(ushort Code, string SqlState, string Message);
