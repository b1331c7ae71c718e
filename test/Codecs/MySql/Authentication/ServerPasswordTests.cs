using System.Security.Cryptography;
using System.Text;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Authentication;

namespace SceNettyProxy.Codecs.Tests.MySql.Authentication;

/// <summary>What a client answers to servers of MySQL 8.</summary>
[TestClass]
public sealed class ServerPasswordTests
{
    private static readonly byte[] Nonce = [.. Enumerable.Range(1, 20).Select(i => (byte)i)];

    [TestMethod]
    public void The_answer_is_what_the_protocol_page_says()
    {
        byte[] answer = new byte[CachingSha2Password.ResponseLength];
        CachingSha2Password.Scramble("secret"u8, Nonce, answer);
        byte[] once = SHA256.HashData("secret"u8);
        byte[] mask = SHA256.HashData([.. SHA256.HashData(once), .. Nonce]);
        CollectionAssert.AreEqual(once.Zip(mask, (left, right) => (byte)(left ^ right)).ToArray(), answer);
    }

    [TestMethod]
    public void Spans_of_other_lengths_are_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => CachingSha2Password.Scramble("p"u8, new byte[21], new byte[32]));
        Assert.ThrowsExactly<ArgumentException>(() => CachingSha2Password.Scramble("p"u8, Nonce, new byte[20]));
    }

    [TestMethod]
    public void The_owner_of_the_key_gets_the_password_back_with_its_zero_byte()
    {
        using RSA key = RSA.Create(2048);
        byte[] password = Encoding.UTF8.GetBytes("a longer password than the scramble, pässword");
        byte[] block = RsaPasswordEncryption.Encrypt(password, Nonce, Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem()));
        Assert.HasCount(256, block);
        byte[] plain = key.Decrypt(block, RSAEncryptionPadding.OaepSHA1);
        for (int i = 0; i < plain.Length; i++)
            plain[i] ^= Nonce[i % Nonce.Length];
        CollectionAssert.AreEqual((byte[])[.. password, 0], plain);
    }

    [TestMethod]
    public void What_is_no_key_or_too_small_for_the_password_is_a_protocol_error()
    {
        using RSA small = RSA.Create(512);
        foreach (string pem in (string[])["", "no key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", small.ExportSubjectPublicKeyInfoPem()])
        {
            Assert.ThrowsExactly<MySqlProtocolException>(
                () => RsaPasswordEncryption.Encrypt("a password of 32 bytes and more.."u8, Nonce, Encoding.ASCII.GetBytes(pem)), pem);
        }
    }

    [TestMethod]
    public void The_native_answer_can_be_made_of_the_hash_alone()
    {
        byte[] fromPassword = new byte[20], fromHash = new byte[20];
        NativePassword.Scramble("secret"u8, Nonce, fromPassword);
        NativePassword.ScrambleHash(SHA1.HashData("secret"u8), Nonce, fromHash);
        CollectionAssert.AreEqual(fromPassword, fromHash);
    }
}
