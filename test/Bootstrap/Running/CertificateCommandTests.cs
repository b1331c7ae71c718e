using System.Security.Cryptography.X509Certificates;

namespace SceNettyProxy.Bootstrap.Tests.Running;

[TestClass]
public sealed class CertificateCommandTests
{
    [TestMethod]
    public async Task It_writes_files_that_check_takes_and_overwrites_none()
    {
        using ConfigurationFolder folder = new(
            """{"listeners": [{"tls": {"mode": "required", "certificate": "server-cert.pem", "key": "server-key.pem"}}]}""");
        var (exitCode, _, errors) = await SceProxy.RunAsync(["certificate", folder.Path, "--name", "db.example"]);
        Assert.AreEqual(0, exitCode, errors);
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(folder["server-cert.pem"]);
        Assert.IsTrue(certificate.MatchesHostname("db.example"));
        if (!OperatingSystem.IsWindows())
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["server-key.pem"]));
        (exitCode, _, errors) = await SceProxy.RunAsync(["check", "--conf", folder.Path]);
        Assert.AreEqual(0, exitCode, errors);

        string key = File.ReadAllText(folder["server-key.pem"]);
        (exitCode, _, errors) = await SceProxy.RunAsync(["certificate", folder.Path]);
        Assert.AreEqual(1, exitCode);
        StringAssert.Contains(errors, "exists already");
        Assert.AreEqual(key, File.ReadAllText(folder["server-key.pem"]));
    }

    [TestMethod]
    public async Task Check_names_missing_and_unusable_files()
    {
        using ConfigurationFolder folder = new(
            """
            {"listeners": [{"tls": {"mode": "optional", "certificate": "missing.pem", "key": "key.pem", "clientCertificates": "require"},
                            "proxyProtocol": "off"}]}
            """);
        folder.Write("key.pem", "nonsense");
        var (exitCode, _, errors) = await SceProxy.RunAsync(["check", "--conf", folder.Path]);
        Assert.AreEqual(1, exitCode);
        StringAssert.Contains(errors, $"$.listeners[0].tls.certificate: {folder["missing.pem"]} does not exist");
        StringAssert.Contains(errors, $"$.listeners[0].tls.key: {folder["key.pem"]} holds no private key in PEM");
        StringAssert.Contains(errors, "$.listeners[0].tls.clientCa: must name a file");
    }
}
