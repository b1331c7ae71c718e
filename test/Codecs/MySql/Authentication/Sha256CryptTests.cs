using System.Text;
using SceNettyProxy.Codecs.MySql.Authentication;

namespace SceNettyProxy.Codecs.Tests.MySql.Authentication;

[TestClass]
public sealed class Sha256CryptTests
{
    // The published example of hash crackers for the password "hashcat".
    private static readonly byte[] Stored =
    [
        .. "$A$005$"u8,
        .. Convert.FromHexString("F9CC98CE08892924F50A213B6BC571A2C11778C5"),
        .. "bTy95Y99eAME1dwEkHOA1ndHGBWz.1bxSSRkuTXFGV/"u8,
    ];

    [TestMethod]
    public void The_published_example_is_right_with_its_password_only()
    {
        Assert.IsTrue(Sha256Crypt.Verify("hashcat"u8, Stored));
        foreach (string wrong in (string[])["", "hashca", "hashcaT", "hashcat\0", "hashcathashcathashcathashcathashcat"])
            Assert.IsFalse(Sha256Crypt.Verify(Encoding.UTF8.GetBytes(wrong), Stored), wrong);
    }

    [TestMethod]
    public void Any_changed_byte_makes_it_wrong()
    {
        for (int i = 7; i < Stored.Length; i++)
        {
            byte[] changed = [.. Stored];
            changed[i] = changed[i] == (byte)'a' ? (byte)'b' : (byte)'a';
            Assert.IsFalse(Sha256Crypt.Verify("hashcat"u8, changed), $"byte {i}");
        }
    }

    [TestMethod]
    public void Passwords_of_every_length_that_servers_take_can_be_asked_and_longer_ones_are_wrong_at_once()
    {
        for (int length = 0; length <= Sha256Crypt.MaxPassword; length += 31)
            Assert.IsFalse(Sha256Crypt.Verify(new byte[length], Stored));
        Assert.IsFalse(Sha256Crypt.Verify(new byte[50_000_000], Stored));
    }

    [TestMethod]
    public void What_has_not_the_form_is_no_hash()
    {
        Assert.IsTrue(Sha256Crypt.IsValid(Stored));
        Assert.IsFalse(Sha256Crypt.IsValid([]));
        for (int length = 0; length < Stored.Length; length++)
            Assert.IsFalse(Sha256Crypt.IsValid(Stored.AsSpan(0, length)));
        Assert.IsFalse(Sha256Crypt.IsValid([.. Stored, (byte)'.']));
        foreach ((int at, char with) in ((int, char)[])[(0, '*'), (1, 'B'), (2, '.'), (3, 'x'), (3, ' '), (3, '-'), (6, '.'), (27, '$'), (69, '=')])
        {
            byte[] changed = [.. Stored];
            changed[at] = (byte)with;
            Assert.IsFalse(Sha256Crypt.IsValid(changed), $"{with} at {at}");
            Assert.ThrowsExactly<ArgumentException>(() => Sha256Crypt.Verify("hashcat"u8, changed));
        }

        byte[] noRounds = [.. Stored];
        noRounds[5] = (byte)'0';
        Assert.IsFalse(Sha256Crypt.IsValid(noRounds));
    }
}
