using System.Text;
using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Cancellation;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>
/// Finds out what the text of a COM_QUERY or COM_STMT_PREPARE is. A text whose head decides it streams on at once; any other is held until it is
/// whole, within bounds, since its tail may change everything: what is too long for that goes to the primary unseen.
/// </summary>
internal sealed class SqlTokenizerHandler : ChannelHandlerAdapter
{
    /// <summary>What a text that nobody has read may have done.</summary>
    public const StatementEffects Unseen =
        StatementEffects.MayWrite | StatementEffects.SetsUntrackable | StatementEffects.CallsUnknown;

    /// <summary>Bytes of a text with a USE to be rewritten: one packet, with room for longer names.</summary>
    private const int MaxRewritten = 8 << 20;

    private readonly ProxyServices services;
    private readonly ProxySession session;
    private IByteBufferAllocator allocator = null!;
    private ClientCommand? holding;
    private long budgetTaken;

    public SqlTokenizerHandler(ProxyServices services, ProxySession session)
    {
        this.services = services;
        this.session = session;
        session.Tokenizer = this;
    }

    public override void HandlerAdded(IChannelHandlerContext context) => allocator = context.Allocator;

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        switch (message)
        {
            case ClientCommand { Code: CommandCode.Query or CommandCode.StmtPrepare } command:
                OnCommand(context, command);
                break;
            case CommandChunk chunk when holding is not null:
                OnHeldChunk(context, holding, chunk);
                break;
            default:
                context.FireChannelRead(message);
                break;
        }
    }

    public override void ChannelInactive(IChannelHandlerContext context)
    {
        StopHolding();
        context.FireChannelInactive();
    }

    public override void HandlerRemoved(IChannelHandlerContext context) => StopHolding();

    /// <summary>Judges a text for the second time, since it is known by now how it is read. The command may be refused.
    /// </summary>
    public void JudgeAgain(ClientCommand command)
    {
        session.Changes.Clear();
        JudgePackets(command);
    }

    private void OnCommand(IChannelHandlerContext context, ClientCommand command)
    {
        bool mustBeWhole = session.Interceptors.NeedsWholeText;
        if (command.IsWhole)
        {
            if (JudgeFirst(command))
                context.FireChannelRead(command);
            return;
        }

        // A policy reads every text to its end, and so does a digest.
        mustBeWhole |= !session.TakePolicy().IsTransparent | session.Learning.ReadsWhole;
        bool mayStream = !mustBeWhole && command.Code == CommandCode.Query && !session.State.MultiStatements
            && FindText(command, command.Payload) is not null;
        ReadOnlySpan<byte> head = command.Text;
        if (mayStream && StatementClassifier.HeadDecides(head, session.State.Reading, out StatementVerb verb))
        {
            bool isRefused = session.User.ReadOnly;
            if (isRefused)
                session.RefuseCommand(command, services.Errors.ReadOnlyUser, RefusalReason.ReadOnlyUser);
            else if (session.Forbids.ReadsWhole)
                isRefused = !session.Forbids.PassesHead(command, verb);
            if (!isRefused && session.Forbids.ReadsWhole)
            {
                // Counted when it is whole.
                Hold(context, command);
                return;
            }

            session.CountStreamed(verb);
            if (isRefused)
                return;
            command.Effects = StatementEffects.MayWrite;
            context.FireChannelRead(command);
            return;
        }

        Hold(context, command);
    }

    /// <summary>Waits for the rest of a command.</summary>
    private void Hold(IChannelHandlerContext context, ClientCommand command)
    {
        if (!TryTake(command.Packets.ReadableBytes))
        {
            PassUnseen(context, command);
            return;
        }

        // A buffer of its own, which can grow.
        IByteBuffer growing = context.Allocator.Buffer(4 * PacketDecoder.MaxHead);
        growing.WriteBytes(command.Packets, command.Packets.ReaderIndex, command.Packets.ReadableBytes);
        command.Replace(growing);
        holding = command;
    }

    private void OnHeldChunk(IChannelHandlerContext context, ClientCommand command, CommandChunk chunk)
    {
        int size = chunk.Content.ReadableBytes;
        bool fits = budgetTaken + size <= services.SessionOptions.Value.MaxHeldStatement && TryTake(size);
        command.Packets.WriteBytes(chunk.Content);
        chunk.Content.Release();
        if (!fits)
        {
            StopHolding();
            PassUnseen(context, command);
        }
        else if (chunk.IsLast)
        {
            StopHolding();
            if (JudgeFirst(command))
                context.FireChannelRead(command);
        }
    }

    /// <summary>Judges a whole command for the first time, and counts its statements.</summary>
    private bool JudgeFirst(ClientCommand command)
    {
        bool passes = JudgePackets(command);
        session.CountStatements(command, command.Batch);
        return passes;
    }

    /// <summary>Judges a whole command; false when it was refused. A text in packets of 16 MiB is put together without
    /// their headers first.</summary>
    private bool JudgePackets(ClientCommand command)
    {
        using JoinedPayload payload = JoinedPayload.Of(command.Packets);
        return Judge(command, payload.Span);
    }

    private bool Judge(ClientCommand command, ReadOnlySpan<byte> payload)
    {
        if (FindText(command, payload) is not { } start)
        {
            session.FailCommand(command, ServerErrors.MalformedPacket);
            return false;
        }

        ReadOnlySpan<byte> text = payload[start..];
        StatementBatch batch = session.Classifier.Classify(text, session.State.Reading);
        command.Batch = batch;
        // What is the proxy's own may name what no session may do: SCE EXPLAIN ROUTE.
        if (batch.Count > 0 && batch[0].Verb == StatementVerb.Sce)
            return true;
        command.Effects = EffectsOf(command, batch.Effects);
        if (session.User.ReadOnly && (batch.Effects & StatementEffects.MayWrite) != 0 && !IsJudgedAgain(batch))
        {
            session.RefuseCommand(command, services.Errors.ReadOnlyUser, RefusalReason.ReadOnlyUser);
            return false;
        }

        if ((batch.Effects & StatementEffects.Kills) != 0 && KillRules.Refusal(command, session.Phase) is { } refusal)
        {
            session.FailCommand(command, refusal);
            return false;
        }

        if (!NoteChanges(command, batch, text, out List<(TextRange, string)>? rewrites))
            return false;
        if (command.Code == CommandCode.StmtPrepare)
            session.Changes.Clear();
        command.Route = session.Route(batch, text);
        return rewrites is null || TryRewrite(command, payload[..start], text, rewrites);
    }

    /// <summary>Where the text begins in the payload; null where not even that is here.</summary>
    private int? FindText(ClientCommand command, ReadOnlySpan<byte> payload)
    {
        bool hasAttributes = command.Code == CommandCode.Query
            && (session.Capabilities & CapabilityFlags.QueryAttributes) != 0;
        int? start = hasAttributes ? QueryAttributes.FindText(payload) : 1;
        if (start is { } found)
            command.TextOffset = found;
        return start;
    }

    /// <summary>A prepare by itself does nothing to the session.</summary>
    private static StatementEffects EffectsOf(ClientCommand command, StatementEffects effects) =>
        command.Code == CommandCode.StmtPrepare ? StatementEffects.None : effects;

    /// <summary>Only the unknown modes of the first server make the text ambiguous; <see cref="JudgeAgain"/> follows.</summary>
    public bool IsJudgedAgain(StatementBatch batch) =>
        batch.IsAmbiguous && session is { Primary: null, State: { Reading.ModesKnown: false, FirstUnresolved: null } };

    /// <summary>Notes in the session what the SETs and USEs of a text will change. False when a USE is refused.</summary>
    /// <param name="rewrites">Names of schemas that stand for others; null where there are none.</param>
    public bool NoteChanges(
        ClientCommand command,
        StatementBatch batch,
        ReadOnlySpan<byte> text,
        out List<(TextRange Range, string Schema)>? rewrites)
    {
        rewrites = null;
        if ((batch.Effects & (StatementEffects.ChangesSchema | StatementEffects.SetsVariables)) == 0)
            return true;
        for (int i = 0; i < batch.Count; i++)
        {
            Statement statement = batch[i];
            if ((statement.Effects & StatementEffects.SetsVariables) != 0)
                session.Changes.AddAssignments(i, statement, text);
            if ((statement.Effects & StatementEffects.ChangesSchema) == 0)
                continue;
            string name = SchemaName(statement.UseSchema.Of(text));
            if (session.Definition.ResolveSchema(name) is not { } schema)
            {
                session.Changes.Clear();
                session.RefuseCommand(
                    command,
                    services.Errors.DatabaseForbidden(session.User.Name, session.Address.ToString(), name),
                    RefusalReason.Schema);
                return false;
            }

            session.Changes.AddSchema(i, schema);
            if (schema != name)
                (rewrites ??= []).Add((statement.UseSchema, schema));
        }

        return true;
    }

    private bool TryRewrite(
        ClientCommand command,
        ReadOnlySpan<byte> front,
        ReadOnlySpan<byte> text,
        List<(TextRange Range, string Schema)> rewrites)
    {
        if (command.Packets.ReadableBytes > MaxRewritten)
        {
            session.FailCommand(command, ServerErrors.PacketTooLarge);
            return false;
        }

        command.Replace(Rewrite(allocator, front, text, rewrites));
        return true;
    }

    private string SchemaName(ReadOnlySpan<byte> written)
    {
        Span<byte> name = written.Length <= 512 ? stackalloc byte[written.Length] : new byte[written.Length];
        return SqlText.TryUnquote(written, session.State.Reading, name, out int length)
            ? Encoding.UTF8.GetString(name[..length])
            : Encoding.UTF8.GetString(written);
    }

    /// <summary>The same text with the real schema in the place of the entry's name, in one packet.</summary>
    private static IByteBuffer Rewrite(
        IByteBufferAllocator allocator,
        ReadOnlySpan<byte> front,
        ReadOnlySpan<byte> text,
        List<(TextRange Range, string Schema)> rewrites)
    {
        IByteBuffer packet = Reply.Start(allocator);
        packet.WriteSpan(front);
        int position = 0;
        foreach ((TextRange range, string schema) in rewrites)
        {
            packet.WriteSpan(text[position..range.Start]);
            packet.WriteText($"`{schema.Replace("`", "``", StringComparison.Ordinal)}`");
            position = range.Start + range.Length;
        }

        packet.WriteSpan(text[position..]);
        return Reply.Finish(packet, 0);
    }

    private void PassUnseen(IChannelHandlerContext context, ClientCommand command)
    {
        session.CountStatements(command, batch: null);
        if (!session.TakePolicy().IsTransparent || !session.Learning.PassesUnseen())
        {
            session.RefuseCommand(command, ServerErrors.PacketTooLarge, RefusalReason.Policy);
            return;
        }

        if (session.User.ReadOnly)
        {
            session.RefuseCommand(command, services.Errors.ReadOnlyUser, RefusalReason.ReadOnlyUser);
            return;
        }

        if (session.Forbids.ReadsWhole || session.Interceptors.NeedsWholeText)
        {
            session.FailCommand(command, ServerErrors.PacketTooLarge);
            return;
        }

        command.Effects = EffectsOf(
            command,
            session.State.MultiStatements ? Unseen : StatementEffects.MayWrite | StatementEffects.CallsUnknown);
        context.FireChannelRead(command);
    }

    private bool TryTake(int bytes)
    {
        if (!services.HeldBudget.TryTake(bytes))
            return false;
        budgetTaken += bytes;
        return true;
    }

    private void StopHolding()
    {
        services.HeldBudget.Return(budgetTaken);
        budgetTaken = 0;
        holding = null;
    }
}
