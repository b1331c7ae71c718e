using SceNettyProxy.Tenancy.Secrets;

namespace SceNettyProxy.Bootstrap.Tests.Running;

[TestClass]
public sealed class EncryptCommandTests : IDisposable
{
    private readonly ConfigurationFolder folder = new();

    [TestMethod]
    public async Task An_encrypted_password_is_accepted_by_the_registry_with_the_same_key()
    {
        var (exitCode, output, errors) =
            await SceProxy.RunAsync(["encrypt", "--key-file", folder["key"], "--new-key"], "s3cret word\n");
        Assert.AreEqual(0, exitCode, errors);
        Assert.AreEqual("s3cret word", new SecretProtector(SecretKeyFile.Read(folder["key"])).Unprotect(output));

        folder.Write("proxy.json", """{"registry": {"keyFile": "key"}}""");
        folder.Write("databases.json", ConfigurationFolder.GoodDatabases.Replace("\"p\"", $"\"{output}\"", StringComparison.Ordinal));
        var check = await SceProxy.RunAsync(["check", "--conf", folder.Path]);
        Assert.AreEqual(0, check.ExitCode, check.Errors);

        SecretKeyFile.Create(folder["other"]);
        var wrong = await SceProxy.RunAsync(["check", "--conf", folder.Path, "--set", "registry.keyFile=other"]);
        Assert.AreEqual(1, wrong.ExitCode);
        StringAssert.Contains(wrong.Errors, "$.databases.shop.password: the encrypted value was changed or made with another key");

        var missing = await SceProxy.RunAsync(["check", "--conf", folder.Path, "--set", "registry.keyFile=none"]);
        Assert.AreEqual(1, missing.ExitCode);
        StringAssert.Contains(missing.Errors, folder["none"]);
    }

    [TestMethod]
    public async Task An_existing_key_is_used_and_never_overwritten()
    {
        SecretKeyFile.Create(folder["key"]);
        string key = File.ReadAllText(folder["key"]);
        var used = await SceProxy.RunAsync(["encrypt", "--key-file", folder["key"]], "p");
        Assert.AreEqual("p", new SecretProtector(SecretKeyFile.Read(folder["key"])).Unprotect(used.Output));

        var refused = await SceProxy.RunAsync(["encrypt", "--key-file", folder["key"], "--new-key"], "p");
        Assert.AreEqual(1, refused.ExitCode);
        StringAssert.Contains(refused.Errors, "cannot create the key file");
        Assert.AreEqual(key, File.ReadAllText(folder["key"]));
    }

    [TestMethod]
    public async Task A_password_as_an_argument_is_refused()
    {
        SecretKeyFile.Create(folder["key"]);
        var (exitCode, output, _) = await SceProxy.RunAsync(["encrypt", "--key-file", folder["key"], "s3cret"], "p");
        Assert.AreNotEqual(0, exitCode);
        Assert.IsFalse(output.Contains(SecretProtector.Prefix, StringComparison.Ordinal), output);
    }

    [TestMethod]
    public async Task A_missing_key_file_or_password_is_an_error()
    {
        var noKey = await SceProxy.RunAsync(["encrypt", "--key-file", folder["none"]], "p");
        Assert.AreEqual(1, noKey.ExitCode);
        StringAssert.Contains(noKey.Errors, folder["none"]);

        SecretKeyFile.Create(folder["key"]);
        var noPassword = await SceProxy.RunAsync(["encrypt", "--key-file", folder["key"]], "");
        Assert.AreEqual(1, noPassword.ExitCode);
        Assert.AreEqual("no password was given", noPassword.Errors);
    }

    public void Dispose() => folder.Dispose();
}
