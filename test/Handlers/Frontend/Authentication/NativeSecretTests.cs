using System.Security.Cryptography;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Registry;

namespace SceNettyProxy.Handlers.Tests.Frontend.Authentication;

/// <summary>What stands in for a server password that an entry does not hold.</summary>
[TestClass]
public sealed class NativeSecretTests : PluginTest
{
    private static readonly byte[] Secret = SHA1.HashData(Wire.Text(Password));

    private Tenant Shop => Rig.Registry.Find(Databases.Name)!;

    [TestMethod]
    public void A_native_login_of_the_server_account_leaves_the_secret_behind()
    {
        Use(NativeHash);
        TestClient client = Rig.Connect();
        AssertOut(client, LogIn(client, PluginLogin.Native, "hashcab"));
        Assert.IsNull(Shop.NativeSecret);
        client = Rig.Connect();
        AssertIn(client, LogIn(client, PluginLogin.Native, Password));
        CollectionAssert.AreEqual(Secret, Shop.NativeSecret);
    }

    [TestMethod]
    public void A_password_in_clear_leaves_it_behind_too()
    {
        Use(NativeHash);
        TestClient client = Rig.Connect();
        client.Session.IsSecure = true;
        AssertIn(client, LogIn(client, PluginLogin.Clear, Password));
        CollectionAssert.AreEqual(Secret, Shop.NativeSecret);
    }

    [TestMethod]
    public void Nothing_is_caught_where_the_entry_has_a_server_password_or_the_user_is_another()
    {
        Use(NativeHash, serverPassword: "known");
        TestClient client = Rig.Connect();
        AssertIn(client, LogIn(client, PluginLogin.Native, Password));
        Assert.IsNull(Shop.NativeSecret);
        Use(NativeHash, serverUser: "other");
        client = Rig.Connect();
        AssertIn(client, LogIn(client, PluginLogin.Native, Password));
        Assert.IsNull(Shop.NativeSecret);
    }

    [TestMethod]
    public void Another_hash_forgets_it_and_another_limit_does_not()
    {
        Use(NativeHash);
        TestClient client = Rig.Connect();
        AssertIn(client, LogIn(client, PluginLogin.Native, Password));
        Rig.Apply(Shop.Current! with { ReadAfterWrite = TimeSpan.FromSeconds(9) });
        Assert.IsNotNull(Shop.NativeSecret);
        Use("*" + new string('0', 40));
        Assert.IsNull(Shop.NativeSecret);
    }

    private void Use(string hash, string serverUser = Databases.User, string? serverPassword = null) => Rig.Apply(Databases.Shop with
    {
        Users = [new UserDefinition { Name = Databases.User, Password = null, Hashes = [PasswordHash.Parse(hash)!] }],
        ServerUser = serverUser,
        ServerPassword = serverPassword,
    });
}
