using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Testing.Wire;

namespace SceNettyProxy.Handlers.Tests.Frontend;

/// <summary>What a client sees of an exception in a handler.</summary>
[TestClass]
public sealed class SessionErrorHandlerTests : ProxyTest
{
    [TestMethod]
    public void An_exception_before_the_command_runs_is_one_error_with_its_number_and_a_close()
    {
        TestClient client = Rig.LoggedIn();
        client.Channel.Pipeline.AddBefore(HandlerNames.Selector, "broken", new Broken(static message => message is ClientCommand));
        client.Send([.. Wire.Query("SELECT 1"), .. Wire.Command(0x0E)]);
        RawPacket error = client.AssertError(1105, sequence: 1);
        Assert.DoesNotContain("on purpose", error.ErrorMessage, "the client learns nothing of the inside");
        client.AssertClosed();
    }

    [TestMethod]
    public void An_exception_in_the_login_is_one_error_and_a_close()
    {
        TestClient client = Rig.Connect();
        client.ReadGreeting();
        client.Channel.Pipeline.AddBefore(HandlerNames.Authenticator, "broken", new Broken(static message => message is LoginRequest));
        client.Send(Wire.Packet(1, RawLogin.Build("app", "secret", "shop", client.Greeting.Scramble, Wire.PlainClient)));
        client.AssertError(1105, sequence: 2);
        client.AssertClosed();
        Assert.AreEqual(0, Rig.Services.LoginLimits.Sessions);
    }

    [TestMethod]
    public void An_exception_between_the_packets_of_a_response_is_an_error_with_the_next_number_and_a_close()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        byte[] rows = Wire.Rows([["1"]])[..^9];
        Rig.Replica.Latest.Send(rows);
        client.Take();
        Throw(client, new InvalidOperationException("on purpose"));
        client.AssertError(1105, sequence: 5);
        client.AssertClosed();
    }

    [TestMethod]
    public void An_exception_inside_a_packet_of_a_response_is_a_close_without_an_error()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("SELECT 1");
        byte[] response = Wire.Rows([["a long enough value"]]);
        Rig.Replica.Latest.Send(response[..^20]);
        client.Take();
        Throw(client, new InvalidOperationException("on purpose"));
        Assert.IsEmpty(client.Take());
        client.AssertClosed();
    }

    [TestMethod]
    public void An_exception_of_an_idle_session_is_an_error_and_a_close()
    {
        TestClient client = Rig.LoggedIn();
        Throw(client, new InvalidOperationException("on purpose"));
        client.AssertError(1105);
        client.AssertClosed();
    }

    [TestMethod]
    public void A_reset_by_the_client_is_a_close_without_an_error()
    {
        foreach (Exception reset in (Exception[])[
            new System.Net.Sockets.SocketException(104), new ObjectDisposedException("socket"), new ClosedChannelException()])
        {
            TestClient client = Rig.LoggedIn();
            Throw(client, reset);
            Assert.IsEmpty(client.Take());
            client.AssertClosed();
        }
    }

    [TestMethod]
    [DataRow(ProtocolError.WrongSequence, 1156)]
    [DataRow(ProtocolError.TooLarge, 1153)]
    [DataRow(ProtocolError.Malformed, 1835)]
    public void A_protocol_error_has_its_own_code(ProtocolError error, int code)
    {
        TestClient client = Rig.LoggedIn();
        Throw(client, new MySqlProtocolException(error, "on purpose"));
        client.AssertError(code, sequence: 1);
        client.AssertClosed();
    }

    [TestMethod]
    public void Only_the_first_of_several_exceptions_is_told()
    {
        TestClient client = Rig.LoggedIn();
        client.Channel.EventLoop.Execute(() =>
        {
            client.Channel.Pipeline.FireExceptionCaught(new InvalidOperationException("one"));
            client.Channel.Pipeline.FireExceptionCaught(new InvalidOperationException("two"));
        });
        Rig.Run();
        client.AssertError(1105);
        client.AssertClosed();
    }

    [TestMethod]
    public void An_exception_on_the_way_of_a_response_closes_the_servers_connection()
    {
        TestClient client = Rig.LoggedIn();
        client.Query("UPDATE t SET a = 1");
        WireChannel server = Rig.Primary.Latest.Channel;
        server.EventLoop.Execute(() => server.Pipeline.FireExceptionCaught(new InvalidOperationException("on purpose")));
        Rig.Run();
        client.AssertError(2909, sequence: 1);
        Assert.IsFalse(server.Active);
        client.AssertAlive();
    }

    private void Throw(TestClient client, Exception exception)
    {
        client.Channel.EventLoop.Execute(() => client.Channel.Pipeline.FireExceptionCaught(exception));
        Rig.Run();
    }

    private sealed class Broken(Func<object, bool> breaks) : ChannelHandlerAdapter
    {
        public override void ChannelRead(IChannelHandlerContext context, object message)
        {
            if (breaks(message))
                throw new InvalidOperationException("on purpose");
            context.FireChannelRead(message);
        }
    }
}
