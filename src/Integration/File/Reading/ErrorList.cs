using System.Collections.Immutable;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>Collects what is wrong in a file, so that all of it is reported at once.</summary>
internal sealed class ErrorList
{
    private readonly ImmutableArray<ConfigurationError>.Builder errors = ImmutableArray.CreateBuilder<ConfigurationError>();

    public int Count => errors.Count;

    public void Add(string path, string message) => errors.Add(new ConfigurationError(path, message));

    public ImmutableArray<ConfigurationError> ToImmutable() => errors.ToImmutable();
}
