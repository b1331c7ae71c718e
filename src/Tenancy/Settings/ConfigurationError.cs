namespace SceNettyProxy.Tenancy.Settings;

/// <summary>What is wrong in a configuration file.</summary>
/// <param name="Path">Where: <c>$.databases.shop.replicas[1].weight</c>; <c>line 3, column 7</c> where the file is no JSON.</param>
/// <param name="Message">What, for people; holds no password.</param>
public sealed record ConfigurationError(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}
