using System.Reflection;
using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Tests.Custom;
using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.HotPath;

/// <summary>A command is used again for the next one, but only where nothing can still wait with it.</summary>
[TestClass]
public sealed class CommandReuseTests : CustomTest
{
    [TestMethod]
    public void A_command_that_went_straight_to_its_server_is_the_next_one()
    {
        TestClient client = Rig.LoggedIn();
        ClientCommand waited = Begin(client, "SELECT 1");
        Rig.Replica.Latest.Send(Wire.Value("1"));
        ClientCommand straight = Begin(client, "SELECT 2");
        Assert.AreNotSame(waited, straight, "the first one had to wait for its connection");
        Rig.Replica.Latest.Send(Wire.Value("1"));
        Assert.AreSame(straight, Begin(client, "SELECT 3"));
        Rig.Replica.Latest.Send(Wire.Value("1"));
    }

    [TestMethod]
    public void A_command_that_was_killed_is_not()
    {
        TestClient client = Rig.LoggedIn();
        client.Read();
        ClientCommand killed = Begin(client, "SELECT 2");
        client.Session.Kill(queryOnly: true, KillStrength.Default, static _ => { });
        Rig.Run();
        Rig.Replica.Connections[0].Send(Wire.Error(1, 1317, "70100", "interrupted"));
        client.AssertError(1317);
        Assert.AreNotSame(killed, Begin(client, "SELECT 3"));
    }

    [TestMethod]
    public void A_command_that_ran_twice_is_not()
    {
        TestClient client = Rig.LoggedIn();
        client.Read();
        ClientCommand twice = Begin(client, "SELECT 2");
        Rig.Replica.Latest.HangUp();
        Rig.Primary.Latest.Send(Wire.Value("1"));
        client.Take();
        Assert.AreNotSame(twice, Begin(client, "SELECT 3"));
    }

    [TestMethod]
    public void A_command_that_a_custom_channel_handler_has_seen_is_not()
    {
        Apply(Register("a", new ScriptedFactory(), SlotNames.AfterTokenizer));
        TestClient client = Rig.LoggedIn();
        client.Read();
        ClientCommand seen = Begin(client, "SELECT 2");
        Rig.Replica.Latest.Send(Wire.Value("1"));
        Assert.AreNotSame(seen, Begin(client, "SELECT 3"));
    }

    [TestMethod]
    public void What_came_early_is_a_command_of_its_own()
    {
        TestClient client = Rig.LoggedIn();
        client.Read();
        client.Send([.. Wire.Query("SELECT 2"), .. Wire.Query("SELECT 3")]);
        Rig.Replica.Latest.Send(Wire.Value("2"));
        Rig.Replica.Latest.Send(Wire.Value("3"));
        CollectionAssert.AreEqual((byte[])[.. Wire.Value("2"), .. Wire.Value("3")], client.Take());
        client.Read("SELECT 4");
        client.Read("SELECT 5");
    }

    [TestMethod]
    public void Nothing_of_the_command_before_is_left_in_the_next()
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
        FieldInfo[] fields = typeof(ClientCommand).GetFields(All);
        ClientCommand fresh = New();
        ClientCommand used = New();
        used.Release();
        foreach (FieldInfo field in fields)
            field.SetValue(used, Other(field.FieldType));
        used.Begin(CommandCode.Query, fresh.Packets, isWhole: true, lastSequence: 0);
        foreach (FieldInfo field in fields)
            Assert.AreEqual(field.GetValue(fresh), field.GetValue(used), field.Name);
        fresh.Release();
    }

    private static ClientCommand New() => new(CommandCode.Query, Unpooled.Buffer(4), isWhole: true, lastSequence: 0);

    /// <summary>A value that is not the one of a new object.</summary>
    private static object? Other(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(bool))
            return true;
        if (plain.IsEnum)
            return Enum.ToObject(plain, 0x55);
        if (plain.IsPrimitive)
            return Convert.ChangeType(0x55, plain, null);
        object value = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(plain.IsInterface ? Unpooled.Buffer(1).GetType() : plain);
        foreach (FieldInfo field in plain.IsValueType ? plain.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public) : [])
        {
            if (field.FieldType.IsPrimitive || field.FieldType.IsEnum)
                field.SetValue(value, Other(field.FieldType));
        }

        return value;
    }

    /// <summary>Sends a read.</summary>
    private static ClientCommand Begin(TestClient client, string sql)
    {
        client.Query(sql);
        return client.Session.Command!;
    }
}
