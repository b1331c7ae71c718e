namespace SceNettyProxy.Tenancy.Settings;

/// <summary>Something in a configuration that is allowed but that may not do what its owner expects.</summary>
/// <param name="Path">Where, as in <see cref="ConfigurationError"/>.</param>
/// <param name="Message">What, without anything secret.</param>
/// <param name="OnlyWithoutTls">It holds only as long as no listener offers TLS.</param>
public sealed record ConfigurationWarning(string Path, string Message, bool OnlyWithoutTls = false)
{
    public override string ToString() => $"{Path}: {Message}";
}
