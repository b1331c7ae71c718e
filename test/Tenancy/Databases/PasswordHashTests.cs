using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Tests.Databases;

[TestClass]
public sealed class PasswordHashTests
{
    private const string Crypt = "$A$005$aaaaaaaaaaaaaaaaaaaabTy95Y99eAME1dwEkHOA1ndHGBWz.1bxSSRkuTXFGV/";

    [TestMethod]
    public void Each_notation_of_the_servers_is_read()
    {
        PasswordHash native = PasswordHash.Parse("*fcf7C1B8749CF99D88E5F34271D636178FB5D130")!;
        Assert.AreEqual(PasswordHashKind.DoubleSha1, native.Kind);
        Assert.AreEqual("FCF7C1B8749CF99D88E5F34271D636178FB5D130", Convert.ToHexString(native.Value.AsSpan()));
        PasswordHash crypt = PasswordHash.Parse(Crypt)!;
        Assert.AreEqual(PasswordHashKind.Sha256Crypt, crypt.Kind);
        Assert.AreEqual(70, crypt.Value.Length);
        Assert.AreEqual(crypt, PasswordHash.Parse("0x" + Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(Crypt))));
        // The salt may hold any character of seven bits, the digest comes after it.
        Assert.IsNotNull(PasswordHash.Parse(Crypt.Replace("aaaa", "a\u0001$'", StringComparison.Ordinal)));
        PasswordHash key = PasswordHash.Parse("ZIgUREUg5PVgQ6LskhXmO+eZLS0nC8be6HPjYWR4YJY")!;
        Assert.AreEqual(PasswordHashKind.Ed25519, key.Kind);
        Assert.AreEqual(32, key.Value.Length);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("*")]
    [DataRow("*FCF7C1B8749CF99D88E5F34271D636178FB5D13")]
    [DataRow("*FCF7C1B8749CF99D88E5F34271D636178FB5D1300")]
    [DataRow("*FCF7C1B8749CF99D88E5F34271D636178FB5D13G")]
    [DataRow("FCF7C1B8749CF99D88E5F34271D636178FB5D130")]
    [DataRow("$A$000$aaaaaaaaaaaaaaaaaaaabTy95Y99eAME1dwEkHOA1ndHGBWz.1bxSSRkuTXFGV/")]
    [DataRow("$A$0x5$aaaaaaaaaaaaaaaaaaaabTy95Y99eAME1dwEkHOA1ndHGBWz.1bxSSRkuTXFGV/")]
    [DataRow("$A$005$aaaaaaaaaaaaaaaaaaaabTy95Y99eAME1dwEkHOA1ndHGBWz.1bxSSRkuTXFGV")]
    [DataRow("$A$005$aaaaaaaaaaaaaaaaaaaabTy95Y99eAME1dwEkHOA1ndHGBWz.1bxSSRkuTXFGV=")]
    [DataRow("$A$005$äaaaaaaaaaaaaaaaaaaabTy95Y99eAME1dwEkHOA1ndHGBWz.1bxSSRkuTXFGV/")]
    [DataRow("$B$005$aaaaaaaaaaaaaaaaaaaabTy95Y99eAME1dwEkHOA1ndHGBWz.1bxSSRkuTXFGV/")]
    [DataRow("0x2441")]
    [DataRow("ZIgUREUg5PVgQ6LskhXmO+eZLS0nC8be6HPjYWR4YJ")]
    [DataRow("ZIgUREUg5PVgQ6LskhXmO+eZLS0nC8be6HPjYWR4YJY=")]
    [DataRow("ZIgUREUg5PVgQ6LskhXmO eZLS0nC8be6HPjYWR4YJY")]
    public void Anything_else_is_none(string text) => Assert.IsNull(PasswordHash.Parse(text));

    [TestMethod]
    public void Its_text_does_not_show_it() => Assert.AreEqual("Sha256Crypt", PasswordHash.Parse(Crypt)!.ToString());
}
