using SceNettyProxy.Codecs.MySql.Authentication;

namespace SceNettyProxy.Codecs.Tests.MySql.Authentication;

/// <summary>Against the vectors of RFC 8032, of OpenSSL, and of MariaDB's documentation.</summary>
[TestClass]
public sealed class Ed25519Tests
{
    private const string OrderHex = "EDD3F55C1A631258D69CF7A2DEF9DE1400000000000000000000000000000010";
    private static readonly byte[] Secret = "secret"u8.ToArray();
    private static readonly byte[] Message = "a scramble"u8.ToArray();

    [TestMethod]
    [DataRow("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [DataRow("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [DataRow("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void The_vectors_of_the_RFC_hold(string secret, string publicKey, string message, string signature) =>
        AssertVector(secret, publicKey, Convert.FromHexString(message), signature);

    [TestMethod]
    [DataRow("3460BE31201E69FEDAA0EEE8B9997F5C7C2999FDAFE593253CD654AF4DFAD714", "0E6F049892EFA19101B080CE8978CBBAF2506B843617B3DE58CAC11183BD8FE7", 1, "DA534EE255906A0F545DAB7DB59CC9407BB4C576F727BD720A25C0C8928B89F8236C5B618B27503CE3E90DE408679E605E499615144BA81C60CBFDCA38479C08")]
    [DataRow("27A0AEB3FEE9232F8AF2211F9EE491C5B10BECB5563BFC1E6F93427ECBC8FE29", "9A56FEE1F5909B239489BFC557CDC9A03BDC25B0FB09E8D20357867F5B10D6D8", 31, "BB6227EBAFD03F876C63F92F09492CF40A077934BB5A2DA24A29DB58D21325B06201AF6684D90F7CD57423C3D1A7FC85D9D48C3FB275B6A58BDE2241AF03B90C")]
    [DataRow("55E5CD8E46DC8ED4B7C2764D2A5A4D767706F85D8690024AD6BDA3401BE9C8CB", "1736C1F3F04281E199E484FF1C38679379D58041C63367D918C11EF08D02D5C2", 32, "25F52F6F3C1D48A8DFFF65A76A1435E44CA0CC4620C9303B2E9706965CB6186E6439F02D4D6D933CDF6ACE4A8BAFC94BF2431FCDE45E81B21401483C65BC3D0E")]
    [DataRow("CCC935F6CD1F61226AE15338AE1A34004D33BA0D246AC04C81B1BAF23E3BF9EE", "33040D77AECDA8D15A204E3F549724D5094AE0715859E874B3FF23175ABF63FD", 64, "7F2E5FC049B47E105E410141AEDDFF3197D56958E16AF75AD9E52F0B6F44B6A8E33F7272C1BBF340D7B9F2112086F50C3038BF1F8292971189D10B9FEC2DFE04")]
    [DataRow("F5F79F2B4934AF87F5520B69B94B0D982E85BB55B672A872637ACD7466FCB60E", "00C339C8FFA0BCA08F3B18C0BEE9ABF53AC4607E804FFFB765F914CBF60DB1EA", 127, "5059C31A9ACEA6D99B7613EF0555BE30E27C34B39778FE3B89BC4F4CC8622A2C595D477D8B1677777D17E247CBB389A6FD1B91D4A9BB25742A500DD088371C03")]
    [DataRow("0E8FF18463B0E4B2BA29703474F064AC68F700F5B02B3DC666F45BDEAA2CCAED", "3797FF4D9DAC6FAA2692298C8758072A5CE13DAF06E732D0A38E701832C17268", 300, "5EB5C255AB69925FB55F7918DC5F345CEDFBEDD5B7324A610AB6ADC2AA92C5992E62D375333E00EC8DE7F372876056EEC764B0CF2F6F7006E5711A2CF72B3B07")]
    public void Keys_and_signatures_are_those_that_OpenSSL_makes(string secret, string publicKey, int length, string signature) =>
        AssertVector(secret, publicKey, [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7 + length))], signature);

    [TestMethod]
    public void The_key_of_a_password_is_the_one_that_MariaDB_stores()
    {
        byte[] key = new byte[Ed25519.PublicKeyLength];
        Ed25519.PublicKey(Secret, key);
        Assert.AreEqual("ZIgUREUg5PVgQ6LskhXmO+eZLS0nC8be6HPjYWR4YJY=", Convert.ToBase64String(key));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(33)]
    [DataRow(200)]
    [DataRow(1000)]
    public void A_password_of_any_length_signs(int length)
    {
        byte[] secret = [.. Enumerable.Range(1, length).Select(i => (byte)i)];
        (byte[] key, byte[] signature) = KeyAndSignature(secret, Message);
        Assert.IsTrue(Ed25519.Verify(key, Message, signature));
        (byte[] otherKey, _) = KeyAndSignature([.. secret, 0], Message);
        Assert.IsFalse(Ed25519.Verify(otherKey, Message, signature));
    }

    [TestMethod]
    public void A_change_of_any_bit_is_refused()
    {
        (byte[] key, byte[] signature) = KeyAndSignature(Secret, Message);
        for (int bit = 0; bit < signature.Length * 8; bit++)
        {
            byte[] other = [.. signature];
            other[bit >> 3] ^= (byte)(1 << (bit & 7));
            Assert.IsFalse(Ed25519.Verify(key, Message, other), $"bit {bit} of the signature");
        }

        for (int bit = 0; bit < key.Length * 8; bit++)
        {
            byte[] other = [.. key];
            other[bit >> 3] ^= (byte)(1 << (bit & 7));
            Assert.IsFalse(Ed25519.Verify(other, Message, signature), $"bit {bit} of the key");
        }

        Assert.IsFalse(Ed25519.Verify(key, "another scramble"u8, signature));
    }

    [TestMethod]
    public void A_number_that_is_not_below_the_order_is_refused()
    {
        (byte[] key, byte[] signature) = KeyAndSignature(Secret, Message);
        byte[] order = Convert.FromHexString(OrderHex);
        int carry = 0;
        for (int i = 0; i < order.Length; i++)
        {
            int sum = signature[32 + i] + order[i] + carry;
            signature[32 + i] = (byte)sum;
            carry = sum >> 8;
        }

        Assert.IsFalse(Ed25519.Verify(key, Message, signature), "the same number modulo the order");
    }

    [TestMethod]
    [DataRow("EDFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F", DisplayName = "y = p, which is zero written in a second way")]
    [DataRow("EEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF7F", DisplayName = "y = p + 1")]
    [DataRow("0100000000000000000000000000000000000000000000000000000000000080", DisplayName = "x = -0")]
    [DataRow("0200000000000000000000000000000000000000000000000000000000000000", DisplayName = "y = 2 is not on the curve")]
    [DataRow("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", DisplayName = "all ones")]
    public void Bytes_that_are_no_key_are_refused(string key) =>
        Assert.IsFalse(Ed25519Point.TryRead(Convert.FromHexString(key), out _));

    [TestMethod]
    public void Wrong_lengths_are_refused()
    {
        (byte[] key, byte[] signature) = KeyAndSignature(Secret, Message);
        Assert.IsFalse(Ed25519.Verify(key, Message, signature.AsSpan(0, 63)));
        Assert.IsFalse(Ed25519.Verify(key, Message, [.. signature, 0]));
        Assert.IsFalse(Ed25519.Verify(key.AsSpan(0, 31), Message, signature));
        Assert.IsFalse(Ed25519.Verify([], Message, []));
        Assert.ThrowsExactly<ArgumentException>(() => Ed25519.Sign(Secret, Message, new byte[63]));
        Assert.ThrowsExactly<ArgumentException>(() => Ed25519.PublicKey(Secret, new byte[33]));
    }

    [TestMethod]
    public void Numbers_modulo_the_order_are_those_of_BigInteger()
    {
        var order = new System.Numerics.BigInteger(Convert.FromHexString(OrderHex), isUnsigned: true);
        var random = new Random(11);
        for (int i = 0; i < 200; i++)
        {
            byte[] a = Filled(random, 32, i), b = Filled(random, 32, i), c = Filled(random, 32, i), wide = Filled(random, 64, i);
            byte[] result = new byte[32];
            Ed25519Scalar.MultiplyAdd(a, b, c, result);
            Assert.AreEqual((Number(a) * Number(b) + Number(c)) % order, Number(result));
            Ed25519Scalar.Reduce(wide, result);
            Assert.AreEqual(Number(wide) % order, Number(result));
            Assert.AreEqual(Number(a) < order, Ed25519Scalar.IsReduced(a));
        }

        static System.Numerics.BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true);

        static byte[] Filled(Random random, int length, int round)
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            if (round == 0)
                bytes.AsSpan().Fill(0xFF);
            else if (round % 3 == 0)
                bytes[31] &= 0x1F;
            return bytes;
        }
    }

    private static void AssertVector(string secret, string publicKey, byte[] message, string signature)
    {
        (byte[] key, byte[] signed) = KeyAndSignature(Convert.FromHexString(secret), message);
        Assert.AreEqual(publicKey, Convert.ToHexString(key), ignoreCase: true);
        Assert.AreEqual(signature, Convert.ToHexString(signed), ignoreCase: true);
        Assert.IsTrue(Ed25519.Verify(key, message, signed));
    }

    private static (byte[] Key, byte[] Signature) KeyAndSignature(byte[] secret, byte[] message)
    {
        byte[] key = new byte[Ed25519.PublicKeyLength];
        byte[] signature = new byte[Ed25519.SignatureLength];
        Ed25519.PublicKey(secret, key);
        Ed25519.Sign(secret, message, signature);
        return (key, signature);
    }
}
