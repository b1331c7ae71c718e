using System.Collections.Immutable;
using System.Text;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.Tests.File;

/// <summary>Accounts of which the file knows a hash only.</summary>
[TestClass]
public sealed class PasswordHashReadingTests
{
    private const string Native = "*FCF7C1B8749CF99D88E5F34271D636178FB5D130";
    private const string Crypt = "$A$005$aaaaaaaaaaaaaaaaaaaabTy95Y99eAME1dwEkHOA1ndHGBWz.1bxSSRkuTXFGV/";
    private const string Key = "ZIgUREUg5PVgQ6LskhXmO+eZLS0nC8be6HPjYWR4YJY";

    [TestMethod]
    public void A_hash_or_a_list_stands_in_the_place_of_the_password()
    {
        DatabaseDefinition shop = Read($$"""
            "user": "u", "passwordHash": "{{Native}}", "serverUser": "s", "serverPassword": "sp",
            "users": [{"user": "r", "passwordHash": ["{{Native}}", "{{Crypt}}", "{{Key}}"], "readOnly": true}]
            """).Snapshot!.Databases["shop"];
        Assert.IsNull(shop.Users[0].Password);
        Assert.AreEqual(PasswordHash.Parse(Native), shop.Users[0].Hashes[0]);
        Assert.AreEqual(3, shop.Users[1].Hashes.Length);
        Assert.IsTrue(shop.Users[1].ReadOnly);
        Assert.AreEqual(("s", "sp"), (shop.ServerUser, shop.ServerPassword));
    }

    [TestMethod]
    [DataRow(Native, "", null)]
    [DataRow(Native, "\"serverUser\": \"u\", ", null)]
    [DataRow(Native, "\"serverPassword\": \"sp\", ", "sp")]
    [DataRow(Crypt, "\"serverPassword\": \"sp\", ", "sp")]
    [DataRow(Crypt, "\"serverUser\": \"u\", \"serverPassword\": \"sp\", ", "sp")]
    public void The_own_account_may_lack_the_password_for_the_servers_where_a_login_can_give_it(string hash, string more, string? password)
    {
        DatabaseDefinition shop = Read($"{more}\"user\": \"u\", \"passwordHash\": \"{hash}\"").Snapshot!.Databases["shop"];
        Assert.AreEqual(("u", password), (shop.ServerUser, shop.ServerPassword));
    }

    [TestMethod]
    [DataRow($"\"passwordHash\": \"{Crypt}\"", "$.databases.shop.serverPassword: is missing: the servers would ask for a password of which only the hash is known")]
    [DataRow($"\"passwordHash\": \"{Key}\"", "$.databases.shop.serverPassword: is missing: the servers would ask for a password of which only the hash is known")]
    [DataRow($"\"passwordHash\": \"{Native}\", \"serverUser\": \"s\"", "$.databases.shop.serverPassword: is missing")]
    [DataRow($"\"passwordHash\": \"{Native}\", \"password\": \"p\"", "$.databases.shop.passwordHash: and password exclude each other")]
    [DataRow($"\"passwordHash\": [\"{Native}\", \"{Native}\"]", "$.databases.shop.passwordHash[1]: is the second hash of its kind")]
    [DataRow("\"passwordHash\": \"x\", \"serverPassword\": \"p\"", "$.databases.shop.passwordHash: is no hash of mysql_native_password (*…), caching_sha2_password ($A$… or 0x…) or ed25519 (43 characters)")]
    [DataRow("\"password\": \"sce1:7D6\"", "$.databases.shop.password: the value of the original's cipher is not hexadecimal")]
    public void What_cannot_work_is_an_error_with_its_path(string members, string expected) =>
        CollectionAssert.Contains(Read("\"user\": \"u\", " + members).Errors.Select(error => error.ToString()).ToArray(), expected);

    [TestMethod]
    public void What_works_for_some_clients_only_is_a_warning()
    {
        Assert.AreEqual(0, Warnings($"\"user\": \"u\", \"passwordHash\": \"{Native}\", \"serverPassword\": \"p\"").Length);
        ConfigurationWarning caught = Warnings($"\"user\": \"u\", \"passwordHash\": \"{Native}\"").Single();
        Assert.AreEqual("$.databases.shop.passwordHash", caught.Path);
        Assert.IsFalse(caught.OnlyWithoutTls);
        foreach (string hash in (string[])[Crypt, Key])
        {
            ConfigurationWarning plain = Warnings($"\"user\": \"u\", \"password\": \"p\", \"users\": [{{\"user\": \"r\", \"passwordHash\": \"{hash}\"}}]").Single();
            Assert.AreEqual("$.databases.shop.users[0].passwordHash", plain.Path);
            Assert.IsTrue(plain.OnlyWithoutTls);
        }
    }

    [TestMethod]
    public void A_password_of_the_original_is_read()
    {
        DatabaseDefinition shop = Read("\"user\": \"u\", \"password\": \"sce1:7D6B\"").Snapshot!.Databases["shop"];
        Assert.AreEqual(("pw", "pw"), (shop.Users[0].Password, shop.ServerPassword));
    }

    private static ImmutableArray<ConfigurationWarning> Warnings(string members) => Read(members).Warnings;

    private static RegistryFileContent Read(string members) =>
        DatabasesFile.Parse(Encoding.UTF8.GetBytes("{\"databases\": {\"shop\": {\"primary\": \"db\", " + members + "}}}"), null);
}
