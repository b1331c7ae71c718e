using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Custom;

/// <summary>Interceptors and prepared statements.</summary>
[TestClass]
public sealed class InterceptedStatementTests : CustomTest
{
    [TestMethod]
    public void A_prepare_and_its_executions_are_seen_with_the_text()
    {
        List<string> seen = [];
        Serve(new Scripted(command =>
        {
            seen.Add($"{command.Kind} {command.Verb(0)} {command.Text}");
            return CommandVerdict.Allow;
        }));
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 5);
        Run(client, Rig.Replica, Wire.Execute(id, Typed), Wire.Execute(5, Typed), Wire.BinaryRows(["1"]));
        CollectionAssert.AreEqual(new[] { $"Prepare SELECT {Read}", $"Execute SELECT {Read}" }, seen);
    }

    [TestMethod]
    public void A_rewritten_prepare_is_what_is_prepared_and_executed()
    {
        var interceptor = new Scripted(static command =>
            command.Kind == CommandKind.Prepare ? CommandVerdict.Rewrite($"/* c */ {command.Text}") : CommandVerdict.Allow);
        Serve(interceptor);
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Prepare(Read));
        ServerConnection connection = Awaiting(Rig.Replica, Described(Wire.Prepare($"/* c */ {Read}")));
        connection.Send(Wire.Prepared(5, 1));
        uint id = BitConverter.ToUInt32(client.Take(), 5);
        Run(client, Rig.Replica, Wire.Execute(id, Typed), Wire.Execute(5, Typed), Wire.BinaryRows(["1"]));
        CollectionAssert.AreEqual(new[] { Read, $"/* c */ {Read}" }, interceptor.Seen);
    }

    [TestMethod]
    public void A_read_that_is_rewritten_to_a_write_is_prepared_and_runs_on_the_primary()
    {
        Serve(new Scripted(static command => command.Kind == CommandKind.Prepare ? CommandVerdict.Rewrite(Write) : CommandVerdict.Allow));
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Prepare(Read));
        Awaiting(Rig.Primary, Described(Wire.Prepare(Write))).Send(Wire.Prepared(5, 1, 0));
        uint id = BitConverter.ToUInt32(client.Take(), 5);
        Run(client, Rig.Primary, Wire.Execute(id, Typed), Wire.Execute(5, Typed), Wire.Ok());
        Assert.IsEmpty(Rig.Replica.Connections);
    }

    [TestMethod]
    public void A_denied_prepare_leaves_no_statement_behind()
    {
        Serve(new Scripted(static _ => CommandVerdict.Deny(5001, "45000", "no")));
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Prepare(Read));
        client.AssertError(5001, sequence: 1);
        Assert.AreEqual(0, client.Session.Statements.Count);
        client.AssertAlive();
    }

    [TestMethod]
    public void A_denied_execution_does_not_reach_the_server_and_the_next_one_does()
    {
        bool denies = true;
        Serve(new Scripted(command => denies && command.Kind == CommandKind.Execute
            ? CommandVerdict.Deny(5001, "45000", "no")
            : CommandVerdict.Allow));
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 5);
        client.Send(Wire.Execute(id, Typed));
        client.AssertError(5001, sequence: 1);
        denies = false;
        // The types that came with the denied one count.
        Run(client, Rig.Replica, Wire.Execute(id, Untyped), Wire.Execute(5, Typed), Wire.BinaryRows(["1"]));
    }

    [TestMethod]
    public void What_was_sent_for_a_denied_execution_does_not_go_into_the_next_one()
    {
        Serve(new Scripted(static command => command.Kind == CommandKind.Execute
            ? CommandVerdict.Deny(5001, "45000", "no")
            : CommandVerdict.Allow));
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, Write, 5, columns: 0);
        client.Send(Wire.LongData(id, 0, [1, 2, 3]));
        client.Send(Wire.Execute(id, Typed));
        client.AssertError(5001, sequence: 1);
        ServerConnection connection = Awaiting(Rig.Primary, Described(Wire.Statement(0x1A, 5)));
        connection.Send(Wire.Ok());
        Assert.IsEmpty(client.Take(), "the reset is the proxy's own");
        client.AssertAlive();
    }

    [TestMethod]
    public void An_execution_cannot_be_rewritten()
    {
        Serve(new Scripted(static command => command.Kind == CommandKind.Execute ? CommandVerdict.Rewrite("DO 1") : CommandVerdict.Allow));
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Replica, Read, 5);
        client.Send(Wire.Execute(id, Typed));
        client.AssertError(1105, sequence: 1);
        Assert.AreEqual((1L, 0L), (Status().Failures, Status().Rewrites));
        client.AssertAlive();
    }

    [TestMethod]
    public void An_execution_can_be_answered_with_ok()
    {
        Serve(new Scripted(static command => command.Kind == CommandKind.Execute ? CommandVerdict.AnswerOk(2) : CommandVerdict.Allow));
        TestClient client = Rig.LoggedIn();
        uint id = Prepare(client, Rig.Primary, Write, 5, columns: 0);
        client.Send(Wire.Execute(id, Typed));
        CollectionAssert.AreEqual(Wire.Ok(affected: 2), client.Take());
        Assert.AreEqual(1, Status().Answers);
    }

    [TestMethod]
    public void A_prepare_that_is_answered_gets_1295_at_which_drivers_send_the_text_as_a_query()
    {
        Serve(new Scripted(static _ => CommandVerdict.AnswerOk()));
        TestClient client = Rig.LoggedIn();
        client.Send(Wire.Prepare(Read));
        client.AssertError(1295, sequence: 1);
        Assert.AreEqual((0L, 0L), (Status().Answers, Status().Failures));
        client.Query("SELECT 1");
        CollectionAssert.AreEqual(Wire.Ok(), client.Take());
    }
}
