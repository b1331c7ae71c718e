using System.Net;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Limits;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Policy;

/// <summary>How many sessions a database, a user and an address may have: 2913, at the login.</summary>
[TestClass]
public sealed class ConnectionLimitsTests : ProxyTest
{
    private const string Elsewhere = "10.9.9.9";

    private static readonly UserDefinition Other = new() { Name = "other", Password = "pw" };

    [TestCleanup]
    public void Nobody_is_counted_at_the_end()
    {
        Rig.AssertNothingLeft();
        foreach (string database in (string[])[Databases.Name, "blog"])
            Assert.AreEqual(0, Rig.Services.ConnectionLimits.Count(database), database);
        foreach (string address in (string[])["127.0.0.1", Elsewhere])
            Assert.AreEqual(0, Rig.Services.ConnectionLimits.Count(IPAddress.Parse(address)), address);
    }

    [TestMethod]
    public void A_database_has_no_more_than_its_limit()
    {
        Rig.Apply(Databases.Shop with { Limits = new LimitsDefinition { Connections = 2 } });
        TestClient first = Rig.LoggedIn();
        Rig.LoggedIn();
        AssertRefused(Rig.Connect(Elsewhere), "Database 'shop' has exceeded 2 connections");
        first.HangUp();
        Rig.Connect(Elsewhere).LogIn();
    }

    [TestMethod]
    [DataRow(2, null, 2)]
    [DataRow(2, 5, 2)]
    [DataRow(5, 2, 2)]
    [DataRow(0, 2, 0)]
    public void The_smaller_of_its_limit_and_the_quota_of_its_type_counts(int maxconn, int? limit, int smaller)
    {
        DatabaseDefinition shop = Databases.Shop with { Type = "small", Limits = new LimitsDefinition { Connections = limit } };
        TypeDefinition type = new() { Name = "small", Connections = maxconn };
        Rig.Apply(Databases.Snapshot(shop) with
        {
            Types = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(
                [new KeyValuePair<string, TypeDefinition>("small", type)]),
        });
        for (int i = 0; i < smaller; i++)
            Rig.LoggedIn();
        AssertRefused(Rig.Connect(), $"Database 'shop' has exceeded {smaller} connections");
    }

    [TestMethod]
    public void A_user_has_no_more_than_its_own_limit()
    {
        Rig.Apply(Databases.Shop with
        {
            Users = [Databases.Shop.Users[0], Other with { Limits = new LimitsDefinition { Connections = 1 } }],
        });
        Rig.Connect().LogIn(Other.Name, "pw");
        AssertRefused(Rig.Connect(), "User 'other' has exceeded 1 connections", Other.Name, "pw");
        Rig.LoggedIn();
    }

    [TestMethod]
    public void An_address_has_no_more_than_the_limit_of_the_database()
    {
        Rig.Apply(
            Databases.Shop with { Limits = new LimitsDefinition { ConnectionsPerAddress = 1 } },
            Databases.Shop with { Name = "blog" });
        Rig.LoggedIn();
        AssertRefused(Rig.Connect(), "Address '127.0.0.1' has exceeded 1 connections");
        Rig.Connect(Elsewhere).LogIn();
        Rig.Connect().LogIn(database: "blog");
    }

    [TestMethod]
    public void An_address_has_no_more_than_the_limit_of_the_user()
    {
        Rig.Apply(Databases.Shop with
        {
            Users = [Databases.Shop.Users[0], Other with { Limits = new LimitsDefinition { ConnectionsPerAddress = 1 } }],
        });
        Rig.LoggedIn();
        Rig.Connect().LogIn(Other.Name, "pw");
        AssertRefused(Rig.Connect(), "Address '127.0.0.1' has exceeded 1 connections", Other.Name, "pw");
        Rig.Connect(Elsewhere).LogIn(Other.Name, "pw");
    }

    [TestMethod]
    public void An_address_has_no_more_than_the_limit_of_the_proxy()
    {
        Rig.Apply(Databases.Shop, Databases.Shop with { Name = "blog" });
        Rig.Session.Set(Rig.Session.Value with { MaxSessionsPerAddress = 2 });
        Rig.LoggedIn();
        Rig.Connect().LogIn(database: "blog");
        AssertRefused(Rig.Connect(), "Address '127.0.0.1' has exceeded 2 connections");
        Rig.Connect(Elsewhere).LogIn();
    }

    [TestMethod]
    public void A_wrong_password_is_told_before_any_limit_and_takes_no_place()
    {
        Rig.Apply(Databases.Shop with { Limits = new LimitsDefinition { Connections = 1 } });
        TestClient wrong = Rig.Connect();
        LogIn(wrong, Databases.User, "wrong");
        wrong.AssertError(2904);
        Rig.LoggedIn();
    }

    [TestMethod]
    public void A_limit_that_is_lowered_ends_no_session_and_counts_for_the_next_login()
    {
        TestClient first = Rig.LoggedIn();
        TestClient second = Rig.LoggedIn();
        Rig.Apply(Databases.Shop with { Limits = new LimitsDefinition { Connections = 1 } });
        first.AssertAlive();
        second.AssertAlive();
        AssertRefused(Rig.Connect(), "Database 'shop' has exceeded 1 connections");
        first.HangUp();
        AssertRefused(Rig.Connect(), "Database 'shop' has exceeded 1 connections");
        second.HangUp();
        Rig.LoggedIn();
    }

    [TestMethod]
    public void A_change_of_user_takes_the_counts_along()
    {
        DatabaseDefinition blog = Databases.Shop with
        {
            Name = "blog",
            Users = [Other],
            Limits = new LimitsDefinition { Connections = 1, ConnectionsPerAddress = 1 },
        };
        Rig.Apply(Databases.Shop with { Limits = new LimitsDefinition { Connections = 1 } }, blog);
        Rig.Session.Set(Rig.Session.Value with { MaxSessionsPerAddress = 1 });
        TestClient client = Rig.LoggedIn();
        Assert.IsTrue(Change(client).IsOk);
        ConnectionCounts(shop: 0, blog: 1, other: 1);
        Assert.AreEqual(1, Rig.Services.ConnectionLimits.Count(IPAddress.Loopback));
        // It meets no limit that it fills itself.
        Assert.IsTrue(Change(client).IsOk);
        ConnectionCounts(shop: 0, blog: 1, other: 1);
    }

    [TestMethod]
    public void Under_the_codes_of_servers_a_database_is_1040_and_a_user_1203()
    {
        Rig.Session.Set(Rig.Session.Value with { Errors = ErrorFlavour.Mysql });
        Rig.Apply(Databases.Shop with
        {
            Limits = new LimitsDefinition { Connections = 2 },
            Users = [Databases.Shop.Users[0], Other with { Limits = new LimitsDefinition { Connections = 1 } }],
        });
        Rig.Connect().LogIn(Other.Name, "pw");
        TestClient user = Rig.Connect();
        LogIn(user, Other.Name, "pw");
        Assert.AreEqual("42000", user.AssertError(1203).SqlState);
        Rig.LoggedIn();
        TestClient database = Rig.Connect();
        LogIn(database, Databases.User, Databases.Password);
        Assert.AreEqual("08004", database.AssertError(1040).SqlState);
    }

    [TestMethod]
    public void Many_sessions_that_die_at_any_moment_leave_no_count()
    {
        Random random = new(20_13);
        Rig.Apply(Databases.Shop with { Limits = new LimitsDefinition { Connections = 30 } }, Databases.Shop with { Name = "blog", Users = [Other] });
        List<TestClient> clients = [];
        for (int i = 0; i < 1500; i++)
        {
            if (clients.Count < 40)
                clients.Add(Rig.Connect(random.Next(2) == 0 ? "127.0.0.1" : Elsewhere));
            TestClient client = clients[random.Next(clients.Count)];
            Step(client, random);
            if (random.Next(4) == 0)
                client.HangUp();
            clients.RemoveAll(static candidate => !candidate.IsOpen);
            int counted = Rig.Services.ConnectionLimits.Count(Databases.Name) + Rig.Services.ConnectionLimits.Count("blog");
            Assert.AreEqual(Rig.Services.Sessions.All.Count(static session => session.IsAuthenticated), counted, $"step {i}");
        }

        foreach (TestClient client in clients)
            client.HangUp();
        ConnectionCounts(shop: 0, blog: 0, other: 0);
    }

    [TestMethod]
    [DataRow(false, false, DisplayName = "the session lives, and is admitted")]
    [DataRow(false, true, DisplayName = "the session lives, and is refused")]
    [DataRow(true, false, DisplayName = "the session has died meanwhile")]
    [DataRow(true, true, DisplayName = "the session has died meanwhile, and would have been refused")]
    public void A_counter_that_answers_late_neither_loses_nor_keeps_a_count(bool dies, bool isRefused)
    {
        LateCounters counters = new(Rig.Services.ConnectionLimits);
        Rig.Services.ConnectionCounters = counters;
        TestClient client = Rig.Connect();
        LogIn(client, Databases.User, Databases.Password);
        Assert.IsEmpty(client.Take());
        // What comes early waits.
        client.Send(Wire.Command(0x0E));
        Assert.IsEmpty(client.Take());
        if (dies)
            End(client);
        counters.Answer(isRefused);
        Rig.Run();
        Assert.AreEqual(!dies && !isRefused ? 1 : 0, Rig.Services.ConnectionLimits.Count(Databases.Name));
        if (dies)
            return;
        if (isRefused)
        {
            Assert.AreEqual("Database 'shop' has exceeded 7 connections", client.AssertError(2913, sequence: 2).ErrorMessage);
            return;
        }

        Assert.HasCount(2, client.TakePackets());
        client.AssertAlive();
        // A change of user that is refused late: the session is counted for its first user until it is gone.
        client.Send(PluginLogin.ChangeUser(Databases.User, Databases.Name, answer: RawLogin.NativeAnswer(Databases.Password, client.Greeting.Scramble)));
        Assert.IsEmpty(client.Take());
        Assert.AreEqual(1, Rig.Services.ConnectionLimits.Count(Databases.Name));
        End(client);
        counters.Answer(isRefused: true);
        Rig.Run();
    }

    [TestMethod]
    [DataRow(false, "admitted", false)]
    [DataRow(false, "admitted", true)]
    [DataRow(false, "refused", false)]
    [DataRow(false, "refused", true)]
    [DataRow(false, "failed", false)]
    [DataRow(false, "failed", true)]
    [DataRow(true, "admitted", false)]
    [DataRow(true, "admitted", true)]
    [DataRow(true, "refused", false)]
    [DataRow(true, "refused", true)]
    [DataRow(true, "failed", false)]
    [DataRow(true, "failed", true)]
    public void A_counter_that_answers_when_the_loop_is_gone_leaves_no_count(bool isUserChange, string answer, bool saysSo)
    {
        LateCounters counters = new(Rig.Services.ConnectionLimits);
        Rig.Services.ConnectionCounters = counters;
        TestClient client = Rig.Connect();
        LogIn(client, Databases.User, Databases.Password);
        if (isUserChange)
        {
            counters.Answer(isRefused: false);
            Rig.Run();
            Assert.HasCount(1, client.TakePackets());
            client.Send(PluginLogin.ChangeUser(Databases.User, Databases.Name, answer: RawLogin.NativeAnswer(Databases.Password, client.Greeting.Scramble)));
            Assert.IsEmpty(client.Take());
            Assert.AreEqual(1, Rig.Services.ConnectionLimits.Count(Databases.Name));
        }

        Rig.Loop.Refuses = saysSo;
        Rig.Loop.IsGone = true;
        if (answer == "failed")
            counters.Fail();
        else
            counters.Answer(isRefused: answer == "refused");
        Rig.Loop.IsGone = false;
        Assert.AreEqual(0, Rig.Services.ConnectionLimits.Count(Databases.Name));
        End(client);
        Assert.AreEqual(0, Rig.Services.ConnectionLimits.Count(Databases.Name));
    }

    /// <summary>The proxy ends the session; while it is not read, the client's own end would not be seen.</summary>
    private void End(TestClient client)
    {
        Rig.Loop.Execute(client.Session.Abort);
        Rig.Run();
        client.AssertClosed();
    }

    private void Step(TestClient client, Random random)
    {
        if (client.Session.Phase == SessionPhase.Login && !client.Session.IsAuthenticated)
        {
            byte[] greeting = client.Take();
            if (greeting.Length == 0)
                return;
            byte[] login = Wire.Packet(
                1,
                RawLogin.Build(
                    Databases.User,
                    random.Next(4) == 0 ? "wrong" : Databases.Password,
                    Databases.Name,
                    RawGreeting.Parse(PacketReader.ReadAll(greeting)[0].Payload).Scramble,
                    Wire.PlainClient));
            client.Send(random.Next(4) == 0 ? login[..random.Next(login.Length)] : login);
            client.Take();
            return;
        }

        if (client.Session.Phase != SessionPhase.Ready)
            return;
        if (random.Next(2) == 0)
            client.Send(PluginLogin.ChangeUser(Other.Name, random.Next(3) == 0 ? "nowhere" : "blog", answer: []));
        else
            client.Query("UPDATE t SET a = 1");
        if (client.Session.Phase != SessionPhase.Login || random.Next(3) == 0)
            return;
        (_, byte[] scramble) = PluginLogin.ReadSwitch(client.TakePackets()[^1]);
        client.Send(Wire.Packet(2, RawLogin.NativeAnswer(random.Next(3) == 0 ? "wrong" : "pw", scramble)));
        client.Take();
    }

    private void ConnectionCounts(int shop, int blog, int other) => Assert.AreEqual(
        (shop, blog, other),
        (Rig.Services.ConnectionLimits.Count(Databases.Name),
            Rig.Services.ConnectionLimits.Count("blog"),
            Rig.Services.ConnectionLimits.Count("blog", Other.Name)));

    private static RawPacket Change(TestClient client)
    {
        client.Send(PluginLogin.ChangeUser(Other.Name, "blog"));
        (_, byte[] scramble) = PluginLogin.ReadSwitch(client.TakePacket());
        client.Send(Wire.Packet(2, RawLogin.NativeAnswer("pw", scramble)));
        return client.TakePacket();
    }

    private static void LogIn(TestClient client, string user, string password)
    {
        client.ReadGreeting();
        client.Send(Wire.Packet(1, RawLogin.Build(user, password, Databases.Name, client.Greeting.Scramble, Wire.PlainClient)));
    }

    private static void AssertRefused(
        TestClient client, string message, string user = Databases.User, string password = Databases.Password)
    {
        LogIn(client, user, password);
        RawPacket error = client.AssertError(2913, sequence: 2);
        Assert.AreEqual("SCE13", error.SqlState);
        Assert.AreEqual(message, error.ErrorMessage);
        client.AssertClosed();
    }

    /// <summary>A shared counter that answers when the test says so.</summary>
    private sealed class LateCounters(IConnectionCounters inner) : IConnectionCounters
    {
        private readonly Queue<(TaskCompletionSource<ConnectionExcess?> Source, ConnectionClaim Claim, ConnectionClaim? Instead)> waiting = new();

        public ValueTask<ConnectionExcess?> EnterAsync(ConnectionClaim claim, ConnectionClaim? instead)
        {
            TaskCompletionSource<ConnectionExcess?> source = new();
            waiting.Enqueue((source, claim, instead));
            return new ValueTask<ConnectionExcess?>(source.Task);
        }

        public void Leave(ConnectionClaim claim) => inner.Leave(claim);

        public ValueTask<IReadOnlyDictionary<string, long>> CountAsync(IReadOnlyCollection<string> databases) => inner.CountAsync(databases);

        public void Fail() => waiting.Dequeue().Source.SetException(new InvalidOperationException("out of reach"));

        public void Answer(bool isRefused)
        {
            (TaskCompletionSource<ConnectionExcess?> source, ConnectionClaim claim, ConnectionClaim? instead) = waiting.Dequeue();
            if (isRefused)
                source.SetResult(new ConnectionExcess(ConnectionScope.Database, claim.Database, 7));
            else
                source.SetResult(inner.EnterAsync(claim, instead).AsTask().Result);
        }
    }
}
