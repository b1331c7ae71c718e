using System.Security.Cryptography;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Authentication;

namespace SceNettyProxy.Codecs.Tests.MySql.Authentication;

/// <summary>The verifying side of native and caching_sha2 passwords, and of encrypted ones.</summary>
[TestClass]
public sealed class VerifierTests
{
    private static readonly byte[] Scramble = [.. "abcdefghijklmnopqrst"u8];

    [TestMethod]
    public void A_native_answer_is_proven_by_the_stored_hash_and_shows_the_secret()
    {
        byte[] hash = Convert.FromHexString("FCF7C1B8749CF99D88E5F34271D636178FB5D130");
        byte[] computed = new byte[20];
        NativePasswordVerifier.Hash("hashcat"u8, computed);
        CollectionAssert.AreEqual(hash, computed);
        byte[] answer = new byte[20];
        NativePassword.Scramble("hashcat"u8, Scramble, answer);
        byte[] secret = new byte[20];
        Assert.IsTrue(NativePasswordVerifier.Verify(answer, hash, Scramble, secret));
        CollectionAssert.AreEqual(SHA1.HashData("hashcat"u8), secret);
        for (int i = 0; i < answer.Length; i++)
        {
            byte[] changed = [.. answer];
            changed[i] ^= 1;
            Assert.IsFalse(NativePasswordVerifier.Verify(changed, hash, Scramble, secret));
            CollectionAssert.AreEqual(new byte[20], secret);
        }

        foreach (int length in (int[])[0, 1, 19, 21, 40])
            Assert.IsFalse(NativePasswordVerifier.Verify(new byte[length], hash, Scramble, secret));
    }

    [TestMethod]
    public void A_fast_answer_is_proven_by_the_digest()
    {
        byte[] digest = new byte[32];
        CachingSha2Password.Digest("secret"u8, digest);
        CollectionAssert.AreEqual(SHA256.HashData(SHA256.HashData("secret"u8)), digest);
        byte[] once = SHA256.HashData("secret"u8);
        byte[] mask = SHA256.HashData([.. digest, .. Scramble]);
        byte[] answer = [.. once.Zip(mask, static (left, right) => (byte)(left ^ right))];
        Assert.IsTrue(CachingSha2Password.Verify(answer, digest, Scramble));
        for (int i = 0; i < answer.Length; i++)
        {
            byte[] changed = [.. answer];
            changed[i] ^= 0x80;
            Assert.IsFalse(CachingSha2Password.Verify(changed, digest, Scramble));
        }

        foreach (int length in (int[])[0, 1, 31, 33])
            Assert.IsFalse(CachingSha2Password.Verify(new byte[length], digest, Scramble));
    }

    [TestMethod]
    public void An_encrypted_password_comes_out_with_its_key_and_its_scramble_only()
    {
        using RSA key = RSA.Create(2048);
        byte[] password = [.. "a password that is longer than the scramble"u8];
        byte[] plain = [.. password, 0];
        for (int i = 0; i < plain.Length; i++)
            plain[i] ^= Scramble[i % 20];
        byte[] encrypted = key.Encrypt(plain, RSAEncryptionPadding.OaepSHA1);
        CollectionAssert.AreEqual(password, RsaPassword.Decrypt(key, encrypted, Scramble));
        CollectionAssert.AreNotEqual(password, RsaPassword.Decrypt(key, encrypted, new byte[20]) ?? []);
        using RSA other = RSA.Create(2048);
        Assert.IsNull(RsaPassword.Decrypt(other, encrypted, Scramble));
        foreach (int length in (int[])[0, 1, 255, 256, 257, 5000])
            Assert.IsNull(RsaPassword.Decrypt(key, new byte[length], Scramble));
        Assert.IsNull(RsaPassword.Decrypt(key, key.Encrypt("no end"u8, RSAEncryptionPadding.OaepSHA1), new byte[20]));
        Assert.IsNull(RsaPassword.Decrypt(key, key.Encrypt([], RSAEncryptionPadding.OaepSHA1), Scramble));
    }
}
