using System.Text;
using DotNetty.Buffers;
using SceNettyProxy.Extensions.Channels;
using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Custom;
using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Custom;

/// <summary>Channel handlers in the named slots.</summary>
[TestClass]
public sealed class SlotTests : CustomTest
{
    private const string Insert = "INSERT INTO t VALUES ('";

    [TestMethod]
    [DataRow(SlotNames.AfterLogin, "14 2 3 23")]
    [DataRow(SlotNames.BeforeTokenizer, "2 3 23")]
    [DataRow(SlotNames.AfterTokenizer, "2 3")]
    [DataRow(SlotNames.BeforeSelector, "2 3")]
    [DataRow(SlotNames.AfterSelector, "2 3")]
    public void A_slot_sees_the_commands_that_come_so_far(string slot, string expected)
    {
        var factory = new ScriptedFactory();
        Apply(Register("a", factory, slot));
        TestClient client = Rig.LoggedIn();
        client.AssertAlive();
        client.Send(Wire.Command(0x02, "shop"));
        client.Take();
        client.Query("SELECT 1");
        Rig.Replica.Latest.Send(Wire.Value("1"));
        client.Take();
        client.Send(Wire.Execute(77));
        client.AssertError(1243);
        Assert.AreEqual(expected, string.Join(' ', factory.Seen));
        Assert.AreEqual((slot, "shop", "app"), (factory.Slots.Single().Slot, factory.Slots[0].Session.Database, factory.Slots[0].Session.User));
        Assert.AreEqual(factory.Seen.Count, Status().Calls);
    }

    [TestMethod]
    public void Chunks_follow_their_command()
    {
        var factory = new ScriptedFactory();
        Apply(Register("a", factory, SlotNames.AfterSelector));
        TestClient client = Rig.LoggedIn();
        byte[] command = Wire.PaddedQuery(Insert, 200_000, end: "')");
        client.Send(command[..70_000], command[70_000..150_000], command[150_000..]);
        Assert.StartsWith("3 chunk", string.Join(' ', factory.Seen));
        CollectionAssert.AreEqual(command[4..], Rig.Primary.Latest.Packets[^1].Payload);
    }

    [TestMethod]
    public void A_command_shows_its_text_and_its_packets()
    {
        List<string> texts = [];
        byte[]? packets = null;
        var factory = new ScriptedFactory
        {
            Script = (_, message) =>
            {
                var command = (IClientCommand)message;
                texts.Add($"{command.CommandCode} {command.IsWhole} {Encoding.UTF8.GetString(command.TextSpan)}");
                packets = command.PacketBytes.ReadableSpan().ToArray();
                return true;
            },
        };
        Apply(Register("a", factory, SlotNames.AfterTokenizer));
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 5);
        Run(client, Rig.Replica, Wire.Execute(id, Typed), Wire.Execute(5, Typed), Wire.BinaryRows(["1"]));
        CollectionAssert.AreEqual(new[] { $"22 True {Read}", $"23 True {Read}" }, texts);
        CollectionAssert.AreEqual(Wire.Execute(id, Typed), packets);
    }

    [TestMethod]
    [DataRow(SlotNames.AfterLogin)]
    [DataRow(SlotNames.BeforeTokenizer)]
    [DataRow(SlotNames.AfterTokenizer)]
    [DataRow(SlotNames.BeforeSelector)]
    public void A_command_can_be_denied_before_a_server_is_chosen(string slot)
    {
        var factory = new ScriptedFactory { Script = Deny };
        Apply(Register("a", factory, slot));
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        CollectionAssert.AreEqual(Wire.Error(1, 5001, "45000", "no"), client.Take());
        byte[] command = Wire.PaddedQuery(Insert, 200_000, end: "')");
        client.Send(command[..70_000], command[70_000..]);
        client.AssertError(5001, sequence: 1);
        Assert.IsEmpty(Rig.Primary.Connections);
        Assert.AreEqual(2, Status().Denials);
        factory.Script = static (_, _) => true;
        client.AssertAlive();
    }

    [TestMethod]
    public void A_command_cannot_be_denied_when_its_server_is_chosen()
    {
        Apply(Register("a", new ScriptedFactory { Script = Deny }, SlotNames.AfterSelector));
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        client.AssertClosed();
        Assert.AreEqual((1L, 0L), (Status().Failures, Status().Denials));
    }

    [TestMethod]
    public void An_exception_ends_the_session_with_1105_and_is_counted_for_its_handler_alone()
    {
        Apply(
            Register("a", new ScriptedFactory(), SlotNames.BeforeTokenizer),
            Register("b", new ScriptedFactory { Script = static (_, _) => throw new InvalidOperationException("oops") }, SlotNames.BeforeTokenizer),
            Register("c", new ScriptedFactory(), SlotNames.BeforeTokenizer));
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        client.AssertError(1105, sequence: 1);
        client.AssertClosed();
        Assert.AreEqual((0L, 1L, 0L), (Status("a").Failures, Status("b").Failures, Status("c").Failures));
        Assert.AreEqual("InvalidOperationException: oops", Status("b").Problem);
    }

    [TestMethod]
    public void The_time_of_the_handlers_behind_does_not_count()
    {
        Apply(
            Register("a", new ScriptedFactory(), SlotNames.BeforeTokenizer),
            Register("b", new ScriptedFactory
            {
                Script = (_, _) =>
                {
                    Rig.Time.Advance(TimeSpan.FromSeconds(1));
                    return true;
                },
            }, SlotNames.BeforeTokenizer));
        TestClient client = Rig.LoggedIn();
        client.Read();
        Assert.AreEqual((0L, 1L), (Status("a").SlowCalls, Status("b").SlowCalls));
    }

    [TestMethod]
    public void A_channel_handler_that_is_fenced_off_is_left_out_of_new_sessions_or_refuses_them()
    {
        var throws = new ScriptedFactory { Script = static (_, _) => throw new InvalidOperationException() };
        Apply(
            Register("a", throws, SlotNames.BeforeTokenizer) with { Failures = 1, Databases = ["shop"] },
            Register("b", new ScriptedFactory { Makes = static () => throw new InvalidOperationException() }, SlotNames.AfterLogin)
                with
            { Failures = 3, FencedRefuses = true });
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        CollectionAssert.AreEqual(Wire.Error(1, 1105, "HY000", "The handler 'b' failed"), client.Take());
        Rig.LoggedIn();
        Rig.LoggedIn();
        Assert.AreEqual(HandlerState.Fenced, Status("b").State);
        TestClient refused = Rig.LoggedIn();
        refused.Query("SELECT 1");
        CollectionAssert.AreEqual(Wire.Error(1, 1105, "HY000", "The handler 'b' is out of service"), refused.Take());
        Apply(Register("a", throws, SlotNames.BeforeTokenizer) with { Failures = 1, Databases = ["shop"] });
        Rig.LoggedIn().Query("SELECT 1");
        Assert.AreEqual(HandlerState.Fenced, Status().State);
        Rig.LoggedIn().Read();
    }

    [TestMethod]
    public void A_session_of_no_interest_gets_no_handler()
    {
        var factory = new ScriptedFactory { Makes = static () => false };
        Apply(Register("a", factory, SlotNames.AfterLogin), Register("b", factory, SlotNames.Response));
        Rig.LoggedIn().Read();
        Assert.IsEmpty(factory.Seen);
    }

    [TestMethod]
    public void The_response_slot_sees_what_goes_to_the_client_and_goes_with_the_session()
    {
        List<byte> bytes = [];
        var factory = new ScriptedFactory
        {
            Script = (_, message) =>
            {
                if (message is IByteBuffer buffer)
                    bytes.AddRange(buffer.ReadableSpan());
                return true;
            },
        };
        Apply(Register("a", factory, SlotNames.Response));
        TestClient client = Rig.LoggedIn();
        client.Read();
        CollectionAssert.AreEqual(Wire.Value("1"), bytes.ToArray());
        client.Write();
        Assert.HasCount(2, factory.Slots, "one for each connection to a server");
        client.HangUp();
        Assert.AreEqual(2, factory.Removed);
        bytes.Clear();
        Apply();
        TestClient other = Rig.LoggedIn();
        other.Read();
        Assert.HasCount(1, Rig.Replica.Connections, "the same connection");
        Assert.IsEmpty(bytes);
    }

    [TestMethod]
    public void A_handler_sees_what_is_written_to_its_channel()
    {
        var front = new ScriptedFactory();
        var back = new ScriptedFactory();
        Apply(Register("a", front, SlotNames.BeforeSelector), Register("b", back, SlotNames.Response));
        TestClient client = Rig.LoggedIn();
        client.Read();
        front.Written.Clear();
        back.Written.Clear();
        client.Read("SELECT 2");
        CollectionAssert.AreEqual(Wire.Value("1"), front.Written);
        CollectionAssert.AreEqual(Wire.Query("SELECT 2"), back.Written);
    }

    [TestMethod]
    public void A_response_handler_that_throws_costs_the_connection_to_the_server()
    {
        Apply(Register("a", new ScriptedFactory
        {
            Script = static (_, message) => message is IByteBuffer buffer && buffer.Release() ? throw new InvalidOperationException() : true,
        }, SlotNames.Response));
        TestClient client = Rig.LoggedIn();
        client.Query("UPDATE t SET a = 1");
        Rig.Primary.Latest.Send(Wire.Ok());
        Assert.IsFalse(Rig.Primary.Latest.Channel.Active);
        Assert.AreEqual(1, Status().Failures);
    }

    [TestMethod]
    public void Channel_handlers_stay_with_the_sessions_that_have_them()
    {
        int released = 0;
        var factory = new ScriptedFactory();
        Apply(Register("a", factory, SlotNames.BeforeTokenizer) with { Released = () => released++ });
        TestClient client = Rig.LoggedIn();
        Apply();
        client.Read();
        Assert.HasCount(1, factory.Seen);
        Assert.AreEqual(0, released);
        Rig.LoggedIn().Read();
        Assert.HasCount(1, factory.Seen);
        client.HangUp();
        Assert.AreEqual(1, released);
    }

    [TestMethod]
    public void A_change_of_user_brings_the_handlers_of_the_other_database()
    {
        var shop = new ScriptedFactory();
        Apply(Register("a", shop, SlotNames.BeforeTokenizer), Register("b", new ScriptedFactory(), SlotNames.Response));
        TestClient client = Rig.LoggedIn();
        byte[] proof = Testing.Wire.RawLogin.NativeAnswer(Databases.Password, client.Greeting.Scramble);
        client.Send(PluginLogin.ChangeUser(Databases.User, Databases.Name, answer: proof));
        Assert.IsTrue(client.TakePacket().IsOk);
        Assert.HasCount(2, shop.Slots);
        Assert.AreEqual(1, shop.Removed);
        client.Read();
        Assert.HasCount(1, shop.Seen);
    }

    [TestMethod]
    public void Within_a_slot_handlers_stand_in_their_order()
    {
        List<string> order = [];
        Func<SlotContext, object, bool> Note(string name) => (_, _) =>
        {
            order.Add(name);
            return true;
        };
        Apply(
            Register("a", new ScriptedFactory { Script = Note("a") }, SlotNames.BeforeSelector),
            Register("b", new ScriptedFactory { Script = Note("b") }, SlotNames.BeforeSelector),
            Register("c", new ScriptedFactory { Script = Note("c") }, SlotNames.AfterLogin));
        Rig.LoggedIn().Read();
        Assert.AreEqual("c a b", string.Join(' ', order));
    }

    private static bool Deny(SlotContext slot, object message)
    {
        if (message is not IClientCommand command)
            return true;
        slot.Deny(command, 5001, "45000", "no");
        return false;
    }
}
