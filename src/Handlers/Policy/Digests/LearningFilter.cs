using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Codecs.Sql.Digests;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Handlers.Statements;
using SceNettyProxy.Tenancy.Learning;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Policy.Digests;

/// <summary>
/// Learns the digests of a database's statements, and under <see cref="LearningMode.Enforce"/> lets pass only what was learnt
/// (2906). A prepared statement counts when it runs, and is judged when it is prepared as well. Without learning it costs one look
/// at the definition.
/// </summary>
internal sealed class LearningFilter : ChannelHandlerAdapter
{
    /// <summary>May prepare a text under a name, or run one.</summary>
    private const StatementEffects HandlesTexts = StatementEffects.PreparesText | StatementEffects.CallsUnknown;

    private readonly ProxyServices services;
    private readonly ProxySession session;
    private readonly List<LearnedDigest> found = [];
    private StatementDigester? digester;

    public LearningFilter(ProxyServices services, ProxySession session)
    {
        this.services = services;
        this.session = session;
        session.Learning = this;
    }

    /// <summary>A text has to be whole before it may go anywhere.</summary>
    public bool ReadsWhole => Mode != LearningMode.Off;

    private LearningMode Mode => session.Definition.Learning;

    private DatabaseDigests Digests => services.LearnedDigests.Of(session.Tenant.Name);

    private long Now => services.Time.GetUtcNow().ToUnixTimeMilliseconds();

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        if (message is not ClientCommand command || Passes(command))
            context.FireChannelRead(message);
    }

    /// <summary>Digests a text that had to wait for the first server, which has told by now how it is read. False when it was
    /// refused.</summary>
    public bool PassesNow(ClientCommand command)
    {
        command.AwaitsDigest = false;
        return Passes(command);
    }

    /// <summary>A text is too long to be held; false where it may not go unseen.</summary>
    public bool PassesUnseen()
    {
        if (Mode != LearningMode.Off)
            Digests.NoteUndigested();
        return Mode != LearningMode.Enforce;
    }

    /// <summary>The policy refuses a text, which is noted with its verdict and does not become known by it.</summary>
    public void NoteRefused(ClientCommand command, PolicyVerdict verdict)
    {
        if (Mode == LearningMode.Off || command.Code is not (CommandCode.Query or CommandCode.StmtPrepare)
            || !command.HasAllPackets)
            return;
        using JoinedPayload payload = JoinedPayload.Of(command.Packets);
        Note(payload.Span[command.TextOffset..], session.State.Reading, learns: false, runs: 0, verdict.Code);
    }

    /// <summary>All statements of a text are known. Notes nothing.</summary>
    public bool Knows(ReadOnlySpan<byte> text)
    {
        StatementDigester looking = new();
        if (!looking.Digest(text, session.State.Reading))
            return false;
        DatabaseDigests digests = Digests;
        foreach (ref readonly DigestedStatement statement in looking.Statements)
        {
            bool isExempt = statement.Verb is StatementVerb.Kill or StatementVerb.Sce;
            bool isKnown = !statement.IsOpaque
                && digests.Find(statement.Digest.Value, looking.TextOf(statement)) is { IsKnown: true };
            if (!isExempt && !isKnown)
                return false;
        }

        return session.KnownTexts.Copy().Follow(digests, looking, session.State.Reading);
    }

    private bool Passes(ClientCommand command)
    {
        if (Mode == LearningMode.Off)
        {
            ForgetUnseen(command);
            return true;
        }

        bool? isKnown = command.Code switch
        {
            CommandCode.Query => NoteText(command, runs: 1),
            // A KILL is answered by the proxy; its text is another one by now.
            CommandCode.StmtPrepare when command.Kill is null => NoteText(command, runs: 0),
            CommandCode.StmtExecute or CommandCode.StmtBulkExecute when command.Statement is { Kill: null } statement =>
                NoteStatement(command, statement),
            _ => true,
        };
        if (isKnown is null)
        {
            command.AwaitsDigest = true;
            return true;
        }

        if (isKnown.Value)
            return true;
        if (Mode != LearningMode.Enforce)
        {
            ForgetUnseen(command);
            return true;
        }

        session.RefuseCommand(command, services.Errors.StatementForbidden, RefusalReason.Policy);
        return false;
    }

    /// <summary>What passes without being known may prepare anything under any name.</summary>
    private void ForgetUnseen(ClientCommand command)
    {
        if ((command.Effects & HandlesTexts) != 0)
            session.KnownTexts.Clear();
    }

    /// <returns>Whether all of it is known; null where the first server has to tell how it is read.</returns>
    private bool? NoteText(ClientCommand command, int runs)
    {
        if (!command.HasAllPackets)
        {
            // Learning was turned on while the text came in.
            Digests.NoteUndigested();
            return false;
        }

        using JoinedPayload payload = JoinedPayload.Of(command.Packets);
        ReadOnlySpan<byte> text = payload.Span[command.TextOffset..];
        return HangsOnModes(text) ? null : Note(text, session.State.Reading, Mode == LearningMode.Record, runs, "allowed");
    }

    /// <summary>What backslashes and double quotes mean is not known before the first server has told its sql_mode.</summary>
    private bool HangsOnModes(ReadOnlySpan<byte> text) =>
        session is { Primary: null, Replica: null, State: { Reading.ModesKnown: false, FirstUnresolved: null } }
        && text.IndexOfAny((byte)'\\', (byte)'"') >= 0;

    private bool NoteStatement(ClientCommand command, PreparedStatement statement)
    {
        bool learns = Mode == LearningMode.Record;
        if (statement.Learned is { } learned && learned.Digests == Digests)
        {
            bool isKnown = true;
            foreach (LearnedDigest entry in learned.Entries)
            {
                learned.Digests.Note(entry, learns, runs: 1, "allowed", Now);
                isKnown &= entry.IsKnown;
            }

            return isKnown;
        }

        if (statement.Text is not { } text)
        {
            Digests.NoteUndigested();
            return false;
        }

        bool passes = Note(text, statement.Reading, learns, runs: 1, "allowed");
        if (passes && (command.Effects & HandlesTexts) == 0)
            statement.Learned = new LearnedText(Digests, [.. found]);
        return passes;
    }

    /// <summary>Notes each statement of a text; true if all are known.</summary>
    private bool Note(ReadOnlySpan<byte> text, SqlReading reading, bool learns, int runs, string verdict)
    {
        found.Clear();
        digester ??= new StatementDigester();
        DatabaseDigests digests = Digests;
        if (!digester.Digest(text, reading))
        {
            digests.NoteUndigested();
            return false;
        }

        bool areKnown = true;
        foreach (ref readonly DigestedStatement statement in digester.Statements)
        {
            if (statement.Verb is StatementVerb.Kill or StatementVerb.Sce)
                continue;
            if (statement.IsOpaque)
            {
                digests.NoteUndigested();
                areKnown = false;
                continue;
            }

            LearnedDigest? entry =
                digests.Note(statement.Digest.Value, digester.TextOf(statement), learns, runs, verdict, Now);
            areKnown &= entry is { IsKnown: true };
            if (entry is not null)
                found.Add(entry);
        }

        return areKnown && (runs == 0 || session.KnownTexts.Follow(digests, digester, reading));
    }
}
