using SceNettyProxy.Tenancy.Secrets;

namespace SceNettyProxy.Tenancy.Tests.Secrets;

[TestClass]
public sealed class SecretKeyFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sceproxy-test-");

    private string KeyPath => Path.Combine(folder.FullName, "key");

    [TestMethod]
    public void A_new_key_is_random_base64_that_only_its_owner_may_read()
    {
        SecretKeyFile.Create(KeyPath);
        byte[] key = SecretKeyFile.Read(KeyPath).Single();
        Assert.AreEqual(32, key.Length);
        CollectionAssert.AreEqual(key, Convert.FromBase64String(File.ReadAllText(KeyPath).Trim()));
        if (!OperatingSystem.IsWindows())
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));

        SecretKeyFile.Create(KeyPath + "2");
        CollectionAssert.AreNotEqual(key, SecretKeyFile.Read(KeyPath + "2").Single());
    }

    [TestMethod]
    public void An_existing_key_is_never_overwritten()
    {
        SecretKeyFile.Create(KeyPath);
        string before = File.ReadAllText(KeyPath);
        Assert.ThrowsExactly<SecretException>(() => SecretKeyFile.Create(KeyPath));
        Assert.AreEqual(before, File.ReadAllText(KeyPath));
    }

    [TestMethod]
    public void A_missing_key_file_is_named()
    {
        SecretException e = Assert.ThrowsExactly<SecretException>(() => SecretKeyFile.Read(KeyPath));
        StringAssert.Contains(e.Message, KeyPath);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("not base64!")]
    [DataRow("AAAA")]
    [DataRow("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [DataRow("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nAAAA")]
    public void A_file_that_holds_no_key_is_refused_without_its_content(string content)
    {
        File.WriteAllText(KeyPath, content);
        SecretException e = Assert.ThrowsExactly<SecretException>(() => SecretKeyFile.Read(KeyPath));
        StringAssert.EndsWith(e.Message, "must hold 32 bytes as base64 in each line");
    }

    [TestMethod]
    public void A_new_key_comes_first_and_the_old_ones_stay_until_they_are_dropped()
    {
        SecretKeyFile.Create(KeyPath);
        byte[] old = SecretKeyFile.Read(KeyPath).Single();
        SecretKeyFile.AddKey(KeyPath);
        IReadOnlyList<byte[]> both = SecretKeyFile.Read(KeyPath);
        Assert.HasCount(2, both);
        CollectionAssert.AreEqual(old, both[1]);
        if (!OperatingSystem.IsWindows())
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
        SecretKeyFile.DropOldKeys(KeyPath);
        CollectionAssert.AreEqual(both[0], SecretKeyFile.Read(KeyPath).Single());
        Assert.HasCount(1, folder.GetFiles(), "nothing is left beside it");
    }

    public void Dispose() => folder.Delete(recursive: true);
}
