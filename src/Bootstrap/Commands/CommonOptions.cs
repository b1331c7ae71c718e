using System.CommandLine;
using SceNettyProxy.Bootstrap.Configuration;

namespace SceNettyProxy.Bootstrap.Commands;

/// <summary>The options of the commands that read a configuration.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string> folder = new("--conf")
    {
        Description = "The folder with proxy.json and databases.json.",
        DefaultValueFactory = _ => "conf",
    };

    private readonly Option<string[]> overrides = new("--set")
    {
        Description = "Overrides a key of proxy.json: --set pool.max=10. May be repeated.",
        DefaultValueFactory = _ => [],
    };

    public void AddTo(Command command)
    {
        command.Add(folder);
        command.Add(overrides);
    }

    public ConfigurationSource Read(ParseResult result) =>
        new(result.GetRequiredValue(folder), result.GetValue(overrides) ?? []);
}
