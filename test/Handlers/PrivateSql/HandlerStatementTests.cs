using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Tests.Custom;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.PrivateSql;

/// <summary>SCE HANDLER STATUS and SCE HANDLER RESTORE.</summary>
[TestClass]
public sealed class HandlerStatementTests : PrivateSqlTest
{
    private readonly Scripted guard = new(static command => (command.StatementCount > 0 ? command.Verb(0) : null) switch
    {
        "DELETE" => CommandVerdict.Deny(5001, "45000", "no"),
        "UPDATE" => CommandVerdict.Rewrite("SCE MASTER = 0"),
        "DO" => CommandVerdict.AnswerOk(),
        "CALL" => throw new InvalidOperationException("broken"),
        _ => CommandVerdict.Allow,
    });

    [TestInitialize]
    public void Serve()
    {
        Rig.Apply(Databases.Shop, Databases.Shop with { Name = "blog" });
        Rig.Gateway.ApplyHandlers(
        [
            new() { Name = "everywhere", Slot = SlotNames.Commands, Instance = new Scripted(), FencedRefuses = true },
            new() { Name = "tap", Slot = SlotNames.Response, Databases = ["blog"], IsDisabled = true },
            new() { Name = "it's gone", Slot = SlotNames.Commands, Databases = ["blog"], Problem = "no such file" },
            new() { Name = "guard", Slot = SlotNames.Commands, Databases = ["blog", "shop"], Instance = guard, Failures = 1 },
        ]);
        Rig.Run();
    }

    [TestMethod]
    public void An_operator_sees_every_handler_with_what_became_of_its_calls()
    {
        TestClient client = Rig.LoggedIn();
        foreach (string sql in (string[])["DELETE FROM t", "DO 0", "DO 1", "UPDATE t SET a = 1", "CALL p()"])
            client.Query(sql);
        string[] expected =
        [
            "everywhere|commands|1|*|running|refuses|5|0|0|0|0|0|NULL",
            "tap|response|1|blog|disabled|lets pass|0|0|0|0|0|0|NULL",
            "it's gone|commands|2|blog|not loaded|lets pass|0|0|0|0|0|0|no such file",
            "guard|commands|3|blog, shop|fenced|lets pass|5|1|1|2|1|0|InvalidOperationException: broken",
        ];
        Assert.AreEqual(string.Join("; ", expected), Ask(Operator(), "SCE HANDLER STATUS").ToString());
    }

    [TestMethod]
    [DataRow(Wire.PlainClient, false)]
    [DataRow(Wire.PlainClient | Wire.DeprecateEof, true)]
    public void A_tenant_sees_the_state_of_its_own_handlers_as_text_and_prepared(uint capabilities, bool deprecateEof)
    {
        TestClient client = Rig.LoggedIn(capabilities);
        const string expected = "everywhere|commands|1|shop|running|refuses|NULL|NULL|NULL|NULL|NULL|NULL|NULL; "
            + "guard|commands|2|shop|running|lets pass|NULL|NULL|NULL|NULL|NULL|NULL|NULL";
        client.Query("SCE HANDLER STATUS");
        Assert.AreEqual(expected, ClientTable.Read(client.TakePackets(), deprecateEof).ToString());
        client.Send(Wire.Prepare("SCE HANDLER STATUS"));
        client.Send(Wire.Execute(BitConverter.ToUInt32(client.TakePackets()[0].Payload, 1)));
        Assert.AreEqual(expected, ClientTable.Read(client.TakePackets(), deprecateEof, binary: true).ToString());
    }

    [TestMethod]
    public void An_operator_takes_a_fenced_handler_into_service_again()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("CALL p()");
        client.AssertError(1105, sequence: 1);
        TestClient boss = Operator();
        Assert.AreEqual("restored", Ask(boss, "SCE HANDLER RESTORE 'guard';").ToString());
        client.Query("DELETE FROM t");
        client.AssertError(5001, sequence: 1);
        Assert.AreEqual("not fenced off; nothing has changed", Ask(boss, "SCE HANDLER RESTORE 'it''s gone'").ToString());

        client.Query("CALL p()");
        client.AssertError(1105, sequence: 1);
        boss.Send(Wire.Prepare("SCE HANDLER RESTORE 'guard'"));
        uint id = BitConverter.ToUInt32(boss.TakePackets()[0].Payload, 1);
        foreach (string outcome in (string[])["restored", "not fenced off; nothing has changed"])
        {
            boss.Send(Wire.Execute(id));
            Assert.AreEqual(outcome, ClientTable.Read(boss.TakePackets(), binary: true).ToString());
        }
    }

    [TestMethod]
    [DataRow("SCE HANDLER RESTORE 'nobody'", 1105, "HY000", "There is no handler 'nobody'")]
    [DataRow("SCE HANDLER RESTORE", 1064, "42000",
        "You have an error in your SCE statement; the name of a handler must follow SCE HANDLER RESTORE as a string")]
    [DataRow("SCE HANDLER RESTORE 'guard' NOW", 1064, "42000", "You have an error in your SCE statement; nothing may follow it")]
    public void A_wrong_order_restores_nothing(string sql, int code, string state, string message)
    {
        TestClient client = Rig.LoggedIn();
        client.Query("CALL p()");
        TestClient boss = Operator();
        boss.Query(sql);
        CollectionAssert.AreEqual(Wire.Error(1, code, state, message), boss.Take());
        Assert.AreEqual("fenced", Ask(boss, "SCE HANDLER STATUS").Rows[^1][4]);
    }

    [TestMethod]
    public void A_tenant_restores_nothing()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("CALL p()");
        client.AssertError(1105, sequence: 1);
        client.Query("SCE HANDLER RESTORE 'guard'");
        RawPacket error = client.AssertError(1227, sequence: 1);
        Assert.AreEqual("42000", error.SqlState);
        Assert.AreEqual("fenced", Ask(client, "SCE HANDLER STATUS").Rows[^1][4]);
    }
}
