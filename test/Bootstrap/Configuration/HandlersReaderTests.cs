using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Tests.Configuration;

[TestClass]
public sealed class HandlersReaderTests
{
    [TestMethod]
    public void Every_key_of_an_entry_is_read()
    {
        using ConfigurationFolder folder = new("""
            {"handlers": [{
              "name": "audit", "assembly": "handlers/Audit.dll", "type": "Audit.Log", "slot": "before-selector", "order": 7,
              "databases": ["shop", "blog"], "failures": 0, "fenced": "closed", "slow": 0.5, "enabled": false,
              "options": {"file": "audit.log", "deep": {"list": [1, true, "x"]}}
            }]}
            """);
        CustomHandlerOptions expected = new()
        {
            Name = "audit",
            Assembly = Path.Combine(folder.Path, "handlers", "Audit.dll"),
            Type = "Audit.Log",
            Slot = "before-selector",
            Order = 7,
            Databases = ["shop", "blog"],
            Failures = 0,
            Fenced = FenceMode.Closed,
            Slow = TimeSpan.FromSeconds(0.5),
            Enabled = false,
            Options =
            [
                new HandlerOption("deep:list:0", "1"), new HandlerOption("deep:list:1", "True"),
                new HandlerOption("deep:list:2", "x"), new HandlerOption("file", "audit.log"),
            ],
        };
        Assert.AreEqual(expected, Read(folder).Single());
    }

    [TestMethod]
    public void An_entry_needs_an_assembly_and_a_type_and_has_the_types_name()
    {
        using ConfigurationFolder folder = new("""{"handlers": [{"assembly": "/a.dll", "type": "Some.Where.Audit"}]}""");
        Assert.AreEqual(
            new CustomHandlerOptions { Name = "Audit", Assembly = "/a.dll", Type = "Some.Where.Audit" }, Read(folder).Single());
    }

    [TestMethod]
    public void What_is_wrong_is_named()
    {
        using ConfigurationFolder folder = new("""
            {"handlers": [
              {"slot": "somewhere", "databases": [], "failures": -1, "fenced": "half", "slow": 0, "option": {}},
              {"name": "a", "assembly": "/a.dll", "type": "A"}, {"name": "A", "assembly": "/a.dll", "type": "A"}
            ]}
            """);
        string[] errors = [.. folder.Load().Errors.Select(static error => error.ToString())];
        string[] expected =
        [
            "$.handlers[0].failures: must be 0..1000000",
            "$.handlers[0].fenced: must be open or closed",
            "$.handlers[0].slow: must be 0.001..3600 seconds",
            "$.handlers[0].option: unknown key, did you mean \"options\"?",
            "$.handlers[0].name: must not be empty",
            "$.handlers[0].type: is missing",
            "$.handlers[0].assembly: is missing",
            "$.handlers[0].slot: must be one of commands, after-login, before-tokenizer, after-tokenizer, before-selector, after-selector, response",
            "$.handlers[0].databases: must name a database, or \"*\" for all",
            "$.handlers[2].name: \"A\" is used a second time",
        ];
        CollectionAssert.AreEquivalent(expected.Where(static line => !line.Contains(".name: must", StringComparison.Ordinal)).ToArray(), errors, string.Join('\n', errors));
    }

    [TestMethod]
    public void An_option_can_come_from_the_command_line()
    {
        using ConfigurationFolder folder = new("""{"handlers": [{"assembly": "/a.dll", "type": "A", "options": {"key": "x"}}]}""");
        Assert.AreEqual(
            new HandlerOption("key", "secret"), folder.Load("handlers[0].options.key=secret").Options!.Handlers.Entries[0].Options.Single());
    }

    private static CustomHandlerOptions[] Read(ConfigurationFolder folder)
    {
        ProxyConfigurationResult result = folder.Load();
        Assert.AreEqual("", string.Join('\n', result.Errors.Select(static (ConfigurationError error) => error.ToString())));
        return result.Options!.Handlers.Entries.ToArray();
    }
}
