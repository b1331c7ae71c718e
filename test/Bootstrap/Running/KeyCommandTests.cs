using SceNettyProxy.Tenancy.Secrets;

namespace SceNettyProxy.Bootstrap.Tests.Running;

/// <summary>The key of the passwords in both files is changed; in ZooKeeper see the end-to-end tests.</summary>
[TestClass]
public sealed class KeyCommandTests : IDisposable
{
    private readonly ConfigurationFolder folder = new();

    [TestMethod]
    public async Task A_key_is_added_values_are_encrypted_anew_and_the_old_key_is_dropped()
    {
        SecretKeyFile.Create(folder["key"]);
        SecretProtector old = new(SecretKeyFile.Read(folder["key"]));
        folder.Write("proxy.json", $"{{\"registry\": {{\"keyFile\": \"key\"}}, \"admin\": {{\"user\": \"boss\", \"password\": \"{old.Protect("b")}\"}}}} // kept");
        folder.Write("databases.json", ConfigurationFolder.GoodDatabases.Replace("\"p\"", $"\"{old.Protect("p")}\"", StringComparison.Ordinal));
        await RunAsync(0, "added a key to", "add");
        await RunAsync(1, "2 values are encrypted with an old key", "drop");
        await RunAsync(0, "encrypted anew: 2", "renew");
        await RunAsync(0, "encrypted anew: 0", "renew");
        await RunAsync(0, "one key is left", "drop");
        StringAssert.EndsWith(File.ReadAllText(folder["proxy.json"]), "// kept");
        Assert.ThrowsExactly<SecretException>(() => old.Renew(File.ReadAllText(folder["databases.json"]), out _), "the old key opens nothing");
        var check = await SceProxy.RunAsync(["check", "--conf", folder.Path]);
        Assert.AreEqual(0, check.ExitCode, check.Errors);
    }

    [TestMethod]
    public async Task Without_a_key_or_with_a_value_that_no_key_opens_nothing_is_changed()
    {
        folder.Write("proxy.json", "{}");
        folder.Write("databases.json", ConfigurationFolder.GoodDatabases);
        await RunAsync(1, "$.registry.keyFile names no key", "add");
        SecretKeyFile.Create(folder["other"]);
        string foreign = new SecretProtector(SecretKeyFile.Read(folder["other"])).Protect("p");
        SecretKeyFile.Create(folder["key"]);
        folder.Write("proxy.json", "{\"registry\": {\"keyFile\": \"key\"}}");
        string databases = ConfigurationFolder.GoodDatabases.Replace("\"p\"", $"\"{foreign}\"", StringComparison.Ordinal);
        folder.Write("databases.json", databases);
        string key = File.ReadAllText(folder["key"]);
        await RunAsync(1, "databases.json: the encrypted value was changed or made with another key", "renew");
        await RunAsync(1, "databases.json: the encrypted value was changed or made with another key", "drop");
        Assert.AreEqual(databases, File.ReadAllText(folder["databases.json"]));
        Assert.AreEqual(key, File.ReadAllText(folder["key"]));
    }

    public void Dispose() => folder.Dispose();

    private async Task RunAsync(int exitCode, string text, string step)
    {
        var result = await SceProxy.RunAsync(["key", step, "--conf", folder.Path]);
        Assert.AreEqual(exitCode, result.ExitCode, result.Errors);
        StringAssert.Contains(result.Output + result.Errors, text);
    }
}
