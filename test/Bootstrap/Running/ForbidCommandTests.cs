using System.Text.RegularExpressions;

namespace SceNettyProxy.Bootstrap.Tests.Running;

[TestClass]
public sealed class ForbidCommandTests : IDisposable
{
    private readonly ConfigurationFolder folder = new(
        "{}",
        """
        {"databases": {
          "shop": {"user": "u", "password": "p", "primary": "127.0.0.1:1"},
          "own": {"user": "v", "password": "p", "primary": "127.0.0.1:1", "type": "internal"}
        }}
        """);

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public async Task A_forbid_is_set_listed_and_lifted()
    {
        Assert.AreEqual("set", await SucceedAsync("set", "shop", "--verbs", "insert,Update", "--seconds", "3600", "--reason", "disk full"));
        Assert.AreEqual("set", await SucceedAsync("set", "shop", "--table", "a", "--table", "b.c", "--permanent", "--reason", "x"));
        Assert.AreEqual(
            "already forbidden; nothing has changed",
            await SucceedAsync("set", "shop", "--verbs", "INSERT,UPDATE", "--seconds", "9999", "--reason", "again"));
        string[] lines = (await SucceedAsync("list")).Split('\n');
        StringAssert.Matches(lines[0], new Regex(@"^shop\tDatabase\t\['INSERT', 'UPDATE'\]\t3[56]\d\d s\tdisk full$"));
        Assert.AreEqual("shop\tTable a\t['ALL']\tpermanent\tx", lines[1]);
        Assert.AreEqual("shop\tTable b.c\t['ALL']\tpermanent\tx", lines[2]);

        Assert.AreEqual("lifted: 1", await SucceedAsync("lift", "shop", "--table", "a"));
        Assert.HasCount(2, (await SucceedAsync("list")).Split('\n'));
        Assert.AreEqual("lifted: 2", await SucceedAsync("lift", "shop"));
        Assert.AreEqual("", await SucceedAsync("list"));
        Assert.AreEqual("nothing is forbidden there", await FailAsync("lift", "shop"));
    }

    [TestMethod]
    [DataRow("\"shoop\" is no database; there are own, shop", "shoop", "--permanent")]
    [DataRow("\"INSRT\" is no verb", "shop", "--permanent", "--verbs", "DELETE,INSRT")]
    [DataRow("either --seconds or --permanent has to be given", "shop")]
    [DataRow("either --seconds or --permanent has to be given", "shop", "--permanent", "--seconds", "1")]
    [DataRow("--seconds must be above 0", "shop", "--seconds", "0")]
    public async Task An_order_that_would_not_do_what_it_says_is_refused(string message, params string[] arguments)
    {
        Assert.AreEqual(message, await FailAsync(["set", .. arguments, "--reason", "x"]));
        Assert.IsFalse(File.Exists(folder["forbids.json"]));
    }

    [TestMethod]
    public async Task A_database_that_is_exempt_is_warned_of()
    {
        var (exitCode, _, errors) = await RunAsync("set", "own", "--permanent", "--reason", "x");
        Assert.AreEqual("warning: own is of the type internal, which is exempt", errors);
        Assert.AreEqual(0, exitCode);
    }

    [TestMethod]
    public async Task A_damaged_file_is_named_and_left_alone()
    {
        File.WriteAllText(folder["forbids.json"], "x");
        StringAssert.StartsWith(
            await FailAsync("set", "shop", "--permanent", "--reason", "x"), $"{folder["forbids.json"]} is damaged: line 1, column 1: no JSON.");
        Assert.AreEqual("x", File.ReadAllText(folder["forbids.json"]));
    }

    private async Task<string> SucceedAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await RunAsync(arguments);
        Assert.AreEqual("", errors);
        Assert.AreEqual(0, exitCode);
        return output;
    }

    private async Task<string> FailAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await RunAsync(arguments);
        Assert.AreEqual("", output);
        Assert.AreEqual(1, exitCode);
        return errors;
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        SceProxy.RunAsync(["forbid", .. arguments, "--conf", folder.Path]);
}
