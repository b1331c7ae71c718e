using System.Collections.Immutable;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>Collects what is wrong in a file, and what is doubtful, so that all of it is reported at once.</summary>
internal sealed class ErrorList
{
    private readonly ImmutableArray<ConfigurationError>.Builder errors = ImmutableArray.CreateBuilder<ConfigurationError>();

    private readonly ImmutableArray<ConfigurationWarning>.Builder warnings = ImmutableArray.CreateBuilder<ConfigurationWarning>();

    public int Count => errors.Count;

    public ImmutableArray<ConfigurationWarning> Warnings => warnings.ToImmutable();

    public void Add(string path, string message) => errors.Add(new ConfigurationError(path, message));

    public void Warn(string path, string message, bool onlyWithoutTls = false) =>
        warnings.Add(new ConfigurationWarning(path, message, onlyWithoutTls));

    public ImmutableArray<ConfigurationError> ToImmutable() => errors.ToImmutable();
}
