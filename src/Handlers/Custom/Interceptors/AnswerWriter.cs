using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Extensions.Results;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Session;

namespace SceNettyProxy.Handlers.Custom.Interceptors;

/// <summary>The answers of interceptors as packets. The caller owns the buffers.</summary>
internal static class AnswerWriter
{
    public static IByteBuffer Ok(ProxySession session, ClientCommand command, CommandOk ok)
    {
        IByteBuffer packet = Reply.Start(session.Channel.Allocator);
        OkPayload.Write(packet, ok.AffectedRows, ok.LastInsertId, session.Status, 0, default, session.Capabilities);
        return Reply.Finish(packet, command.ReplySequence);
    }

    /// <param name="isBinary">As the execution of a prepared statement gets them.</param>
    public static IByteBuffer Rows(ProxySession session, ClientCommand command, ResultRows rows, bool isBinary) =>
        throw new NotSupportedException();
}
