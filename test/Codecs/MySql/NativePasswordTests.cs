using System.Text;
using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Codecs.Tests.MySql;

[TestClass]
public sealed class NativePasswordTests
{
    private static readonly byte[] Scramble = [.. Enumerable.Range(1, 20).Select(value => (byte)value)];

    [TestMethod]
    public void A_response_is_what_an_independent_implementation_computes()
    {
        var response = new byte[NativePassword.ResponseLength];
        NativePassword.Scramble(Encoding.UTF8.GetBytes("pässword"), Scramble, response);
        Assert.AreEqual("4c47202d6acac2c4391bf963121d3734d9885183", Convert.ToHexStringLower(response));
    }

    [TestMethod]
    public void A_response_proves_its_own_password_and_scramble_only()
    {
        var response = new byte[NativePassword.ResponseLength];
        NativePassword.Scramble("pw"u8, Scramble, response);
        Assert.IsTrue(NativePassword.Verify(response, "pw"u8, Scramble));
        Assert.IsFalse(NativePassword.Verify(response, "pW"u8, Scramble));
        Assert.IsFalse(NativePassword.Verify(response, ""u8, Scramble));
        Assert.IsFalse(NativePassword.Verify(response, "pw"u8, [.. Scramble.Reverse()]));
        Assert.IsFalse(NativePassword.Verify(response.AsSpan(0, 19), "pw"u8, Scramble));
        for (var i = 0; i < response.Length; i++)
        {
            response[i] ^= 1;
            Assert.IsFalse(NativePassword.Verify(response, "pw"u8, Scramble));
            response[i] ^= 1;
        }
    }

    [TestMethod]
    public void An_empty_response_proves_an_empty_password_and_nothing_else()
    {
        Assert.IsTrue(NativePassword.Verify([], [], Scramble));
        Assert.IsFalse(NativePassword.Verify([], "pw"u8, Scramble));
        var ofEmpty = new byte[NativePassword.ResponseLength];
        NativePassword.Scramble([], Scramble, ofEmpty);
        Assert.IsFalse(NativePassword.Verify(ofEmpty, [], Scramble));
    }
}
