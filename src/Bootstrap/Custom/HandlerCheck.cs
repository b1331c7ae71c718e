using Microsoft.Extensions.Logging.Abstractions;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Custom;

/// <summary>Says what keeps custom handlers from being loaded, by loading each for a moment.</summary>
internal static class HandlerCheck
{
    /// <summary>Every error with the file that it is in.</summary>
    public static IReadOnlyList<(string File, ConfigurationError Error)> Run(ConfigurationSource source, CustomHandlersOptions options)
    {
        List<(string, ConfigurationError)> errors = [];
        HandlerLoader loader = new(source.Folder, NullLoggerFactory.Instance);
        for (int i = 0; i < options.Entries.Length; i++)
        {
            if (!options.Entries[i].Enabled)
                continue;
            try
            {
                loader.Load(options.Entries[i], $"$.handlers[{i}]").Release();
            }
            catch (HandlerLoadException e)
            {
                errors.AddRange(e.Errors.Select(error => (source.ProxyFile, error)));
            }
        }

        return errors;
    }
}
