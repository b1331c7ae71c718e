using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Handlers.Tests.Statements;
using SceNettyProxy.Tenancy.Forbids;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Policy.Forbids;

/// <summary>Tests of what is forbidden.</summary>
public abstract class ForbidTest : StatementTest
{
    protected const uint MultiClient = Wire.PlainClient | Wire.MultiStatements;

    private protected ForbidDefinition Timed { get; } = new() { Kind = ForbidKind.Timed, Duration = 300, Reason = "why" };

    /// <summary>Forbids verbs in the whole database, for 300 seconds.</summary>
    protected void Forbid(params string[] verbs) => Forbid(Timed with { Verbs = ForbidVerbs.From(verbs) });

    /// <summary>Forbids verbs on one table, for 300 seconds.</summary>
    protected void ForbidTable(string table, params string[] verbs) => Forbid(Timed with
    {
        Object = ForbidObject.Table,
        Tables = [new TableForbid(table, ForbidVerbs.From(verbs))],
    });

    private protected void Forbid(ForbidDefinition forbid, string database = Databases.Name)
    {
        Task<ForbidOutcome> set = Rig.Services.Forbids.SetAsync(database, forbid);
        Assert.IsTrue(set.IsCompletedSuccessfully);
        Assert.AreEqual(ForbidOutcome.Set, set.Result);
    }

    /// <summary>The statement is refused, and no server has seen it.</summary>
    private protected void AssertRefused(TestClient client, string sql)
    {
        int seen = Seen(sql);
        client.Query(sql);
        client.AssertError(2910, sequence: 1);
        Assert.AreEqual(seen, Seen(sql), sql);
    }

    /// <summary>The statement reaches a server, whose answer comes back.</summary>
    private protected void AssertPasses(TestClient client, string sql)
    {
        client.Query(sql);
        ServerConnection? connection = Rig.Primary.Connections.Concat(Rig.Replica.Connections)
            .FirstOrDefault(candidate => candidate.Awaits($"QUERY {sql}"));
        if (connection is null)
        {
            // A SET, which the servers of the rig agree to by themselves.
            Assert.AreNotEqual(0, Seen(sql), sql);
            Assert.IsTrue(client.TakePacket().IsOk, sql);
            return;
        }

        connection.Send(Wire.Error(1, 1064, "42000", "as a server would"));
        RawPacket answer = client.TakePacket();
        Assert.AreEqual(1064, answer.ErrorCode, answer.ToString());
    }

    private int Seen(string sql) =>
        Rig.Primary.History.Concat(Rig.Replica.History).Count(command => command == $"QUERY {sql}");
}
