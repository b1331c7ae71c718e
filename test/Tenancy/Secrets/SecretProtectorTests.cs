using System.Security.Cryptography;
using SceNettyProxy.Tenancy.Secrets;

namespace SceNettyProxy.Tenancy.Tests.Secrets;

[TestClass]
public sealed class SecretProtectorTests
{
    private readonly SecretProtector protector = new(RandomNumberGenerator.GetBytes(32));

    [TestMethod]
    [DataRow("p")]
    [DataRow("pässwörd 密码 🔑")]
    [DataRow("")]
    public void A_password_comes_back_from_its_encrypted_form(string password)
    {
        string value = protector.Protect(password);
        StringAssert.StartsWith(value, "aesgcm:");
        Assert.IsTrue(SecretProtector.IsProtected(value));
        Assert.AreEqual(password, protector.Unprotect(value));
    }

    [TestMethod]
    public void The_same_password_never_gives_the_same_text() =>
        Assert.AreNotEqual(protector.Protect("secret"), protector.Protect("secret"));

    [TestMethod]
    public void A_change_of_any_byte_is_noticed()
    {
        byte[] bytes = Convert.FromBase64String(protector.Protect("secret")["aesgcm:".Length..]);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            string value = "aesgcm:" + Convert.ToBase64String(changed);
            SecretException e = Assert.ThrowsExactly<SecretException>(() => protector.Unprotect(value), $"byte {i}");
            Assert.AreEqual("the encrypted value was changed or made with another key", e.Message);
        }
    }

    [TestMethod]
    public void A_value_that_is_cut_off_is_refused()
    {
        string value = protector.Protect("");
        for (int length = 0; length < value.Length; length++)
        {
            string cut = value[..length];
            Assert.ThrowsExactly<SecretException>(() => protector.Unprotect(cut), cut);
        }
    }

    [TestMethod]
    public void Another_key_is_refused()
    {
        SecretProtector other = new(RandomNumberGenerator.GetBytes(32));
        Assert.ThrowsExactly<SecretException>(() => other.Unprotect(protector.Protect("secret")));
    }

    [TestMethod]
    [DataRow("secret")]
    [DataRow("aesgcm:%%%")]
    [DataRow("AESGCM:AAAA")]
    public void What_is_no_encrypted_value_is_refused(string value) =>
        Assert.ThrowsExactly<SecretException>(() => protector.Unprotect(value));

    [TestMethod]
    [DataRow(16)]
    [DataRow(31)]
    [DataRow(33)]
    public void A_key_has_32_bytes(int length) =>
        Assert.ThrowsExactly<ArgumentException>(() => new SecretProtector(new byte[length]));

    [TestMethod]
    public void The_first_of_several_keys_encrypts_and_all_of_them_decrypt()
    {
        byte[] old = RandomNumberGenerator.GetBytes(32);
        byte[] fresh = RandomNumberGenerator.GetBytes(32);
        string value = new SecretProtector(old).Protect("secret");
        SecretProtector both = new([fresh, old]);
        Assert.AreEqual("secret", both.Unprotect(value));
        Assert.AreEqual("secret", new SecretProtector(fresh).Unprotect(both.Protect("secret")));
        Assert.ThrowsExactly<SecretException>(() => new SecretProtector([fresh]).Unprotect(value));
        Assert.ThrowsExactly<ArgumentException>(() => new SecretProtector(Array.Empty<byte[]>()));
    }

    [TestMethod]
    public void Values_of_old_keys_are_encrypted_anew_and_nothing_else_of_a_text_changes()
    {
        byte[] old = RandomNumberGenerator.GetBytes(32);
        byte[] fresh = RandomNumberGenerator.GetBytes(32);
        SecretProtector before = new(old);
        SecretProtector both = new([fresh, old]);
        string mine = both.Protect("third");
        // Long enough for a plus and a slash, which writers of JSON may escape.
        string escaped = before.Protect(new string('x', 400)).Replace("+", "\\u002B", StringComparison.Ordinal).Replace("/", "\\/", StringComparison.Ordinal);
        string text = $"{{ \"a\": \"{before.Protect("first")}\", // kept\n \"b\": \"{escaped}\", \"c\": \"{mine}\", \"d\": \"plain\" }}";
        string after = both.Renew(text, out int renewed);
        Assert.AreEqual(2, renewed);
        StringAssert.Contains(after, "// kept\n");
        StringAssert.Contains(after, mine);
        string[] values = [.. after.Split('"').Where(SecretProtector.IsProtected)];
        SecretProtector only = new(fresh);
        CollectionAssert.AreEqual(
            new[] { "first", new string('x', 400), "third" }, values.Select(only.Unprotect).ToArray());
        Assert.AreEqual(after, both.Renew(after, out renewed));
        Assert.AreEqual(0, renewed);
        Assert.ThrowsExactly<SecretException>(() => only.Renew(text, out _));
    }
}
