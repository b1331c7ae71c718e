using System.Text;
using SceNettyProxy.Tenancy.Learning;

namespace SceNettyProxy.Tenancy.Tests.Learning;

[TestClass]
public sealed class DatabaseDigestsTests
{
    private readonly DatabaseDigests digests = new("shop", 20);

    [TestMethod]
    public void Counts_and_times_are_of_all_that_was_seen()
    {
        LearnedDigest entry = Note(1, "a", now: 10)!;
        Note(1, "a", now: 30, runs: 0, verdict: "table:t");
        Note(1, "a", now: 40, verdict: "allowed");
        Assert.AreEqual((2L, 10L, 40L, "allowed", true), (entry.Count, entry.FirstSeen, entry.LastSeen, entry.Verdict, entry.IsKnown));
    }

    [TestMethod]
    public void Only_recording_makes_a_digest_known()
    {
        Assert.IsFalse(Note(1, "a", learns: false)!.IsKnown);
        Assert.IsTrue(Note(1, "a", learns: true)!.IsKnown);
        Assert.IsTrue(Note(1, "a", learns: false)!.IsKnown);
    }

    [TestMethod]
    public void Another_text_with_the_same_hash_is_not_taken_for_a_known_one()
    {
        Note(1, "a");
        Assert.IsNull(Note(1, "b"));
        Assert.IsNull(digests.Find(1, "b"u8));
        Assert.AreEqual(1, digests.Overflow);
        byte[] one = Encoding.ASCII.GetBytes(new string('x', LearnedDigest.MaxText) + "1");
        byte[] other = Encoding.ASCII.GetBytes(new string('x', LearnedDigest.MaxText) + "2");
        Assert.IsNotNull(digests.Note(2, one, learns: true, 1, "", 0));
        Assert.IsNull(digests.Note(2, other, learns: true, 1, "", 0));
        Assert.IsNotNull(digests.Find(2, one));
        Assert.AreEqual(LearnedDigest.MaxText, digests.Find(2, one)!.Text.Length);
    }

    [TestMethod]
    public void When_it_is_full_new_ones_are_counted_and_old_ones_stay()
    {
        for (int i = 0; i < 25; i++)
            Note((ulong)i, $"{i}");
        Assert.HasCount(20, digests.All);
        Assert.AreEqual(5, digests.Overflow);
        Assert.IsTrue(digests.Find(0, "0"u8)!.IsKnown);

        // Unknown ones have little room of their own, and take none of the known ones'.
        for (int i = 100; i < 105; i++)
            Note((ulong)i, $"{i}", learns: false);
        Assert.HasCount(22, digests.All);
        Assert.AreEqual(8, digests.Overflow);
        Assert.IsFalse(Note(100, "100", learns: true)!.IsKnown);
    }

    [TestMethod]
    public void Unknown_ones_take_no_room_from_those_that_are_learnt()
    {
        for (int i = 0; i < 25; i++)
            Note((ulong)i, $"{i}", learns: false);
        for (int i = 0; i < 20; i++)
            Assert.IsTrue(Note((ulong)i + 50, $"{i + 50}")!.IsKnown);
    }

    [TestMethod]
    public void What_is_learnt_leaves_its_place_among_the_unknown()
    {
        Note(1, "a", learns: false);
        Note(2, "b", learns: false);
        Assert.IsNull(Note(3, "c", learns: false));
        Note(1, "a", learns: true);
        Assert.IsNotNull(Note(3, "c", learns: false));
    }

    [TestMethod]
    public void What_was_kept_takes_no_more_room_than_there_is()
    {
        DatabaseDigests small = new("shop", 1);
        Assert.IsTrue(small.Restore(Kept(1)));
        Assert.IsFalse(small.Restore(Kept(2)));
        Assert.AreEqual(1UL, small.All.Single().Digest);

        static LearnedDigest Kept(ulong digest) => new(digest, "a", seal: null, 1, 0, 0, "allowed", isKnown: true);
    }

    [TestMethod]
    public void Threads_lose_no_count_and_exceed_no_limit()
    {
        DatabaseDigests shared = new("shop", 50);
        Parallel.For(0, 20_000, i =>
        {
            byte[] text = Encoding.ASCII.GetBytes($"{i % 80}");
            shared.Note((ulong)(i % 80), text, learns: true, 1, "allowed", i);
        });
        Assert.HasCount(50, shared.All);
        Assert.AreEqual(20_000, shared.All.Sum(static entry => entry.Count) + shared.Overflow);
    }

    private LearnedDigest? Note(
        ulong digest, string text, bool learns = true, int runs = 1, string verdict = "allowed", long now = 0) =>
        digests.Note(digest, Encoding.ASCII.GetBytes(text), learns, runs, verdict, now);
}
