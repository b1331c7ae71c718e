using SceNettyProxy.Testing;

namespace SceNettyProxy.Bootstrap.Tests.Running;

[TestClass]
public sealed class CheckCommandTests
{
    [TestMethod]
    public async Task The_shipped_configuration_is_good()
    {
        var (exitCode, output, errors) = await SceProxy.RunAsync(["check", "--conf", Path.Combine(RepositoryPaths.Root, "conf")]);
        Assert.AreEqual("OK: listeners main on 0.0.0.0:61050; 1 databases, 0 of them disabled", output);
        Assert.AreEqual("", errors);
        Assert.AreEqual(0, exitCode);
    }

    [TestMethod]
    public async Task Every_error_of_both_files_is_printed_with_file_and_path()
    {
        using ConfigurationFolder folder = new(
            """{"pool": {"max": 0}, "sesion": {}}""",
            """{"databases": {"shop": {"user": "u", "password": "p", "replicas": [{"address": "a"}, {"address": "b", "weight": 0}]}}}""");
        var (exitCode, output, errors) = await SceProxy.RunAsync(["check", "--conf", folder.Path]);
        Assert.AreEqual("", output);
        string[] expected =
        [
            $"{folder["proxy.json"]}: $.pool.max: must be 1..100000",
            $"{folder["proxy.json"]}: $.sesion: unknown key, did you mean \"session\"?",
            $"{folder["databases.json"]}: $.databases.shop.primary: is missing",
            $"{folder["databases.json"]}: $.databases.shop.replicas[1].weight: must be 1..1000",
            "4 errors",
        ];
        CollectionAssert.AreEqual(expected, errors.Split('\n'));
        Assert.AreEqual(1, exitCode);
    }

    [TestMethod]
    public async Task A_warning_is_printed_and_the_configuration_is_good()
    {
        using ConfigurationFolder folder = new(
            "{}",
            """{"databases": {"shop": {"user": "u", "password": "p", "primary": "a", "users": [{"user": "r", "passwordHash": "ZIgUREUg5PVgQ6LskhXmO+eZLS0nC8be6HPjYWR4YJY"}]}}}""");
        var (exitCode, output, errors) = await SceProxy.RunAsync(["check", "--conf", folder.Path]);
        Assert.AreEqual(
            $"warning: {folder["databases.json"]}: $.databases.shop.users[0].passwordHash: no listener offers TLS: only clients that know client_ed25519 can log in",
            errors);
        StringAssert.StartsWith(output, "OK:");
        Assert.AreEqual(0, exitCode);
    }

    [TestMethod]
    public async Task A_custom_handler_that_cannot_be_loaded_is_an_error()
    {
        using ConfigurationFolder folder = new(
            """{"handlers": [{"assembly": "a.dll", "type": "A"}, {"assembly": "b.dll", "type": "B", "enabled": false}]}""");
        var (exitCode, _, errors) = await SceProxy.RunAsync(["check", "--conf", folder.Path]);
        Assert.AreEqual($"{folder["proxy.json"]}: $.handlers[0].assembly: {folder["a.dll"]}: does not exist\n1 errors", errors);
        Assert.AreEqual(1, exitCode);
        (exitCode, _, errors) = await SceProxy.RunAsync(["run", "--conf", folder.Path, "--set", "listeners[0].port=0"]);
        Assert.AreEqual($"{folder["proxy.json"]}: $.handlers[0].assembly: {folder["a.dll"]}: does not exist", errors.Split('\n')[^1]);
        Assert.AreEqual(1, exitCode);
    }

    [TestMethod]
    public async Task The_environment_overrides_the_file_and_the_command_line_the_environment()
    {
        using ConfigurationFolder folder = new("""{"listeners": [{"port": 1000}]}""");
        (string, string) port = ("SCEPROXY_listeners__0__port", "2000");
        Assert.AreEqual("OK: listeners main on 0.0.0.0:2000; 1 databases, 0 of them disabled", await CheckAsync());
        Assert.AreEqual(
            "OK: listeners main on 0.0.0.0:3000; 1 databases, 0 of them disabled", await CheckAsync("--set", "listeners[0].port=3000"));

        async Task<string> CheckAsync(params string[] more)
        {
            await using SceProxy proxy = SceProxy.Start(["check", "--conf", folder.Path, .. more], null, port);
            Assert.AreEqual(0, await proxy.ExitAsync(), proxy.Errors);
            return proxy.Output;
        }
    }

    [TestMethod]
    public async Task A_wrong_variable_of_the_environment_is_an_error()
    {
        using ConfigurationFolder folder = new();
        await using SceProxy proxy = SceProxy.Start(["check", "--conf", folder.Path], null, ("SCEPROXY_pool__maxx", "1"));
        Assert.AreEqual(1, await proxy.ExitAsync());
        StringAssert.Contains(proxy.Errors, "$.pool.maxx: unknown key, did you mean \"max\"?");
    }

    [TestMethod]
    public async Task A_missing_folder_is_named()
    {
        var (exitCode, _, errors) = await SceProxy.RunAsync(["check", "--conf", "/nowhere"]);
        StringAssert.Contains(errors, "/nowhere/proxy.json");
        StringAssert.Contains(errors, "/nowhere/databases.json");
        Assert.AreEqual(1, exitCode);
    }

    [TestMethod]
    public async Task The_version_is_printed()
    {
        var (exitCode, output, _) = await SceProxy.RunAsync(["--version"]);
        StringAssert.Matches(output, new System.Text.RegularExpressions.Regex(@"^\d+\.\d+\.\d+"));
        Assert.AreEqual(0, exitCode);
    }

    [TestMethod]
    public async Task An_unknown_command_fails()
    {
        var (exitCode, _, errors) = await SceProxy.RunAsync(["frobnicate"]);
        StringAssert.Contains(errors, "frobnicate");
        Assert.AreNotEqual(0, exitCode);
    }
}
