using Microsoft.Extensions.Logging;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.ZooKeeper.Registry;

/// <summary>What is wrong with which node or database: each problem is logged once until it is another one, or over.</summary>
internal sealed class NodeProblems(ILogger logger)
{
    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);

    /// <summary>The paths that have a problem.</summary>
    public IEnumerable<string> Paths => known.Keys;

    /// <param name="path">The node that was read, with all that belongs to it.</param>
    /// <param name="errors">Empty where it is good.</param>
    public void Note(string path, IReadOnlyList<ConfigurationError> errors)
    {
        if (errors.Count == 0)
        {
            if (known.Remove(path))
                RegistryLog.Repaired(logger, path);
        }
        else if (IsNew(path, string.Join('\n', errors)))
        {
            foreach (ConfigurationError error in errors)
                RegistryLog.Malformed(logger, error.Path, error.Message);
        }
    }

    public void NoteMissing(string path, string database, IReadOnlyList<string> missing)
    {
        string text = string.Join(", ", missing);
        if (IsNew(path, text))
            RegistryLog.NotWhole(logger, database, text);
    }

    /// <summary>The node is gone, and with it what was wrong.</summary>
    public void Forget(string path) => known.Remove(path);

    private bool IsNew(string path, string problem)
    {
        bool isNew = known.GetValueOrDefault(path) != problem;
        known[path] = problem;
        return isNew;
    }
}
