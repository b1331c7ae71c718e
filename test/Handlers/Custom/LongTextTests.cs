using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Custom;

/// <summary>Interceptors and texts that come in pieces.</summary>
[TestClass]
public sealed class LongTextTests : CustomTest
{
    private const string Insert = "INSERT INTO t VALUES ('";

    [TestMethod]
    public void A_long_insert_is_held_for_an_interceptor_that_needs_it_whole()
    {
        var interceptor = new Scripted(static command =>
        {
            Assert.IsTrue(command.IsTextWhole);
            Assert.AreEqual("INSERT", command.Verb(0));
            return CommandVerdict.Allow;
        });
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Insert, 200_000, end: "')");
        client.Send(command[..70_000], command[70_000..150_000]);
        Assert.IsEmpty(interceptor.Seen);
        Assert.IsEmpty(Rig.Primary.Connections);
        client.Send(command[150_000..]);
        Assert.AreEqual(199_999, interceptor.Seen.Single().Length);
        CollectionAssert.AreEqual(command[4..], Rig.Primary.Latest.Packets[^1].Payload);
    }

    [TestMethod]
    public void A_long_insert_streams_past_an_interceptor_that_needs_its_head()
    {
        bool? isWhole = null;
        var interceptor = new Scripted(
            command =>
            {
                isWhole = command.IsTextWhole;
                Assert.AreEqual(0, command.StatementCount);
                Assert.IsFalse(command.IsRead);
                return CommandVerdict.Allow;
            },
            TextNeed.Head);
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Insert, 200_000, end: "')");
        client.Send(command[..70_000]);
        Assert.IsFalse(isWhole);
        Assert.HasCount(1, Rig.Primary.Connections);
        Assert.StartsWith(Insert, interceptor.Seen.Single());
        client.Send(command[70_000..]);
        CollectionAssert.AreEqual(command[4..], Rig.Primary.Latest.Packets[^1].Payload);
    }

    [TestMethod]
    public void A_head_can_be_denied_behind_the_last_packet()
    {
        Serve(new Scripted(static _ => CommandVerdict.Deny(5001, "45000", "no"), TextNeed.Head));
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Insert, 200_000, end: "')");
        client.Send(command[..70_000]);
        Assert.IsEmpty(client.Take());
        client.Send(command[70_000..]);
        client.AssertError(5001, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_head_can_neither_be_rewritten_nor_answered()
    {
        var interceptor = new Scripted(static _ => CommandVerdict.Rewrite("DO 1"), TextNeed.Head);
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Insert, 200_000, end: "')");
        client.Send(command[..70_000], command[70_000..]);
        client.AssertError(1105, sequence: 1);
        interceptor.Script = static _ => CommandVerdict.AnswerOk();
        client.Send(command[..70_000], command[70_000..]);
        client.AssertError(1105, sequence: 1);
        Assert.AreEqual((2L, 0L, 0L), (Status().Failures, Status().Rewrites, Status().Answers));
        client.AssertAlive();
    }

    [TestMethod]
    public void A_long_text_can_be_rewritten_and_answered()
    {
        var interceptor = new Scripted(static command => CommandVerdict.Rewrite($"/* c */ {command.Text}"));
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Insert, 200_000, end: "')");
        client.Send(command[..70_000], command[70_000..]);
        CollectionAssert.AreEqual((byte[])[0x03, .. "/* c */ "u8, .. command[5..]], Rig.Primary.Latest.Packets[^1].Payload);
        Rig.Primary.Latest.Send(Wire.Ok());
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
        interceptor.Script = static _ => CommandVerdict.AnswerOk();
        client.Send(command[..70_000], command[70_000..]);
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
    }

    [TestMethod]
    public void What_is_too_long_to_be_held_is_refused_with_1153()
    {
        var interceptor = new Scripted();
        Serve(interceptor);
        Rig.Session.Set(Rig.Session.Value with { MaxHeldStatement = 70_000 });
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Insert, 200_000, end: "')");
        client.Send(command[..66_000], command[66_000..150_000], command[150_000..]);
        client.AssertError(1153, sequence: 1);
        Assert.IsEmpty(interceptor.Seen);
        Assert.IsEmpty(Rig.Primary.Connections);
        Assert.AreEqual(0, Rig.Services.HeldBudget.Held);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_text_in_several_packets_is_seen_without_their_headers()
    {
        const int Length = 0xFF_FFFF + 1000;
        var interceptor = new Scripted(static command =>
        {
            Assert.AreEqual(Length - 1, command.TextBytes.Length);
            Assert.AreEqual(-1, command.TextBytes.Span[Insert.Length..^2].IndexOfAnyExcept((byte)'x'));
            return CommandVerdict.Rewrite(string.Concat(command.Text.AsSpan(0, command.Text.Length - 5), "'), 1"));
        });
        Serve(interceptor);
        UseUnpooledBuffersFor(interceptor);
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.PaddedQuery(Insert, Length, end: "')"));
        Assert.AreEqual(0xFF_FFFF, Rig.Primary.Latest.Packets[^2].Payload.Length);
        Assert.AreEqual(1000, Rig.Primary.Latest.Packets[^1].Payload.Length);
        Assert.AreEqual((byte)'1', Rig.Primary.Latest.Packets[^1].Payload[^1]);
    }

    [TestMethod]
    public void A_rewrite_cannot_change_the_number_of_packets()
    {
        var interceptor = new Scripted(static command => CommandVerdict.Rewrite(command.Text + new string(' ', 0xFF_FFFF)));
        Serve(interceptor);
        UseUnpooledBuffersFor(interceptor);
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        client.AssertError(1105, sequence: 1);
        client.AssertAlive();
    }

    private void UseUnpooledBuffersFor(Scripted interceptor)
    {
        Rig.AssertNothingLeft();
        UseUnpooledBuffers();
        Serve(interceptor);
    }
}
