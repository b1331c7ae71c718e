using System.Collections.Immutable;
using SceNettyProxy.Bootstrap.Tls;
using SceNettyProxy.Handlers.Frontend.Tls;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Both configuration files, validated.</summary>
/// <param name="Options">Null when proxy.json has errors.</param>
/// <param name="Snapshot">Null when databases.json has errors.</param>
/// <param name="Errors">Every error with the file that it is in; empty when both are good.</param>
internal sealed record ConfigurationCheck(
    ProxyOptions? Options,
    RegistrySnapshot? Snapshot,
    IReadOnlyList<(string File, ConfigurationError Error)> Errors)
{
    /// <summary>What is allowed but may not do what its owner expects, each with its file.</summary>
    public IReadOnlyList<(string File, ConfigurationWarning Warning)> Warnings { get; private init; } = [];

    /// <summary>Reads and validates both files. A broken proxy.json does not hide the errors of the other.</summary>
    public static ConfigurationCheck Run(ConfigurationSource source)
    {
        ProxyConfigurationResult proxy = ProxyConfiguration.Load(source.Folder, source.Overrides);
        RegistryOptions registry = proxy.Options?.Registry ?? new RegistryOptions();
        string file = registry.ZooKeeper.IsUsed ? source.ProxyFile : source.Resolve(registry.File);
        // Databases of ZooKeeper are read where it is, and wrong ones do not keep the others from being served.
        RegistryFileContent databases = registry.ZooKeeper.IsUsed
            ? new RegistryFileContent(RegistrySnapshot.Empty, KeyErrors(source, registry))
            : DatabasesFile.Load(file, KeyFileOf(source, registry), proxy.Options?.Policy);
        List<TlsFiles> certificates = ReadCertificates(source, proxy.Options);
        return new ConfigurationCheck(
            proxy.Options,
            databases.Snapshot,
            [
                .. proxy.Errors.Select(error => (source.ProxyFile, error)),
                .. certificates.SelectMany(files => files.Errors).Select(error => (source.ProxyFile, error)),
                // The policies of a proxy.json with errors are not known.
                .. databases.Errors.Where(error => proxy.Options is not null || !DatabasesFile.IsAboutPolicy(error))
                    .Select(error => (file, error)),
            ])
        {
            Warnings =
            [
                .. certificates.SelectMany(files => files.Warnings)
                    .Select(warning => (source.ProxyFile, new ConfigurationWarning(warning.Path, warning.Message))),
                .. databases.Warnings
                    .Where(warning => !warning.OnlyWithoutTls || !OffersTls(proxy.Options))
                    .Select(warning => (file, warning)),
            ],
        };
    }

    private static List<TlsFiles> ReadCertificates(ConfigurationSource source, ProxyOptions? options)
    {
        List<TlsFiles> read = [];
        for (int i = 0; i < options?.Listeners.Length; i++)
        {
            ListenerTlsOptions tls = options.Listeners[i].Tls;
            if (tls.Mode != TlsMode.Off)
                read.Add(TlsFiles.Load(tls, source, $"$.listeners[{i}].tls", TimeProvider.System.GetUtcNow()));
        }

        return read;
    }

    /// <summary>Clients of some listener can use TLS.</summary>
    private static bool OffersTls(ProxyOptions? options) =>
        options is null || options.Listeners.Any(listener => listener.Tls.Mode != TlsMode.Off);

    /// <summary>The key file's path, or null for none.</summary>
    public static string? KeyFileOf(ConfigurationSource source, RegistryOptions registry) =>
        registry.KeyFile.Length == 0 ? null : source.Resolve(registry.KeyFile);

    /// <summary>What decrypts passwords, or null for no key.</summary>
    /// <exception cref="SecretException">The key cannot be read.</exception>
    public static SecretProtector? SecretsOf(ConfigurationSource source, RegistryOptions registry) =>
        KeyFileOf(source, registry) is { } file ? new SecretProtector(SecretKeyFile.Read(file)) : null;

    private static ImmutableArray<ConfigurationError> KeyErrors(ConfigurationSource source, RegistryOptions registry)
    {
        try
        {
            SecretsOf(source, registry);
            return [];
        }
        catch (SecretException e)
        {
            return [new ConfigurationError("$.registry.keyFile", e.Message)];
        }
    }

    /// <summary>One line per error: file, path, message.</summary>
    public void WriteErrors(TextWriter output)
    {
        foreach ((string file, ConfigurationError error) in Errors)
            output.WriteLine($"{file}: {error}");
    }

    /// <summary>One line per warning, as for errors.</summary>
    public void WriteWarnings(TextWriter output)
    {
        foreach ((string file, ConfigurationWarning warning) in Warnings)
            output.WriteLine($"warning: {file}: {warning}");
    }
}
