using SceNettyProxy.Tenancy.Secrets;

namespace SceNettyProxy.Tenancy.Tests.Secrets;

[TestClass]
public sealed class OriginalCipherTests
{
    [TestMethod]
    [DataRow("7D6B", "pw")]
    [DataRow("7d6b", "pw")]
    [DataRow("7E7975F13FFE771E7A0D463DC78EDE90592DA5B87054FA1BEE085D1FD923", "secret-password-longer-than-16")]
    [DataRow("", "")]
    public void What_the_original_wrote_is_read(string value, string password)
    {
        Assert.AreEqual(password, OriginalCipher.Decrypt(value));
        Assert.AreEqual(password, OriginalCipher.DecryptMarked("sce1:" + value));
    }

    [TestMethod]
    [DataRow("7D6")]
    [DataRow("pw")]
    [DataRow("7D 6B")]
    [DataRow("F2F2")]
    public void What_it_cannot_have_written_is_refused_without_showing_it(string value)
    {
        SecretException e = Assert.ThrowsExactly<SecretException>(() => OriginalCipher.Decrypt(value));
        Assert.IsFalse(e.Message.Contains(value, StringComparison.Ordinal));
        Assert.ThrowsExactly<SecretException>(() => OriginalCipher.DecryptMarked(value));
    }
}
