using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using DotNetty.Transport.Channels.Embedded;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Handlers.Custom.Interceptors;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Tests.Rig;

namespace SceNettyProxy.Handlers.Tests.Custom;

/// <summary>What an interceptor costs that lets everything pass.</summary>
[TestClass]
public sealed class AllocationTests : CustomTest
{
    [TestMethod]
    public void Letting_a_command_pass_allocates_nothing()
    {
        const int Rounds = 1000;
        var interceptor = new LooksAtVerbs();
        Serve(interceptor, new LooksAtVerbs());
        TestClient client = Rig.LoggedIn();
        byte[] packet = Wire.Query("SELECT 1");
        var command = new ClientCommand(CommandCode.Query, Unpooled.WrappedBuffer(packet), isWhole: true, lastSequence: 0)
        {
            Batch = client.Session.Classifier.Classify(packet.AsSpan(5), client.Session.State.Reading),
        };
        InterceptorHandler inSession = client.Session.Interceptors;
        var handler = new InterceptorHandler(Rig.Services, client.Session);
        var sink = new Sink();
        var channel = new EmbeddedChannel(handler, sink);
        handler.BeginSession();
        IChannelHandlerContext context = channel.Pipeline.Context<InterceptorHandler>();
        for (int i = 0; i < Rounds; i++)
            handler.ChannelRead(context, command);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
            handler.ChannelRead(context, command);
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.AreEqual(2 * Rounds, interceptor.Selects);
        Assert.AreEqual(2 * Rounds, sink.Passed);
        channel.CloseAsync();
        client.Session.Interceptors = inSession;
        command.Release();
    }

    private sealed class LooksAtVerbs : CommandInterceptor
    {
        public int Selects { get; private set; }

        public override CommandVerdict Intercept(InterceptedCommand command)
        {
            if (command.StatementCount == 1 && command.Verb(0) == "SELECT" && command.TextBytes.Span[0] == (byte)'S')
                Selects++;
            return CommandVerdict.Allow;
        }
    }

    private sealed class Sink : ChannelHandlerAdapter
    {
        public int Passed { get; private set; }

        public override void ChannelRead(IChannelHandlerContext context, object message) => Passed++;
    }
}
