using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Policy.Forbids;
using SceNettyProxy.Handlers.Routing;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Session;

/// <content>Commands: how they are answered and how they end.</content>
internal sealed partial class ProxySession
{
    /// <summary>The command in flight.</summary>
    public ClientCommand? Command { get; set; }

    public TrackedState State { get; } = new();

    public PendingChanges Changes { get; } = new();

    public StatementClassifier Classifier { get; } = new();

    /// <summary>Why every statement stays on the primary.</summary>
    public PinReasons Pins { get; private set; }

    /// <summary>SCE MASTER = 1.</summary>
    public bool MasterOnly { get; set; }

    /// <summary>SET TRANSACTION without a scope waits for its statement.</summary>
    public bool NextTransactionPending { get; private set; }

    /// <summary>Where the router sent the last command that it was asked for; null before the first.</summary>
    public RouteDecision? LastRoute { get; set; }

    /// <summary>For how long reads still stay on the primary after a write; null without one, negative when it is over.</summary>
    public TimeSpan? ReadAfterWriteLeft =>
        hasWritten ? Definition.ReadAfterWrite - services.Time.GetElapsedTime(lastWriteAt) : null;

    /// <summary>What the router has to know.</summary>
    public RoutingFacts Facts => new()
    {
        HasReplicas = !Definition.Replicas.IsEmpty,
        MasterOnly = MasterOnly,
        Pins = Pins,
        InTransaction = InTransaction,
        AutocommitOff = AutocommitOff,
        NextTransactionPending = NextTransactionPending,
        MayHaveWrittenLately = ReadAfterWriteLeft > TimeSpan.Zero,
        Last = Last?.Target.Role,
        State = State,
    };

    public SqlTokenizerHandler Tokenizer { get; set; } = null!;

    public ForbidFilter Forbids { get; set; } = null!;

    /// <summary>Where the text goes, as the session stands.</summary>
    public RouteDecision Route(StatementBatch batch, ReadOnlySpan<byte> text) => Router.Decide(Facts, batch, text);

    /// <summary>The response to the command in flight has been forwarded whole.</summary>
    public void CompleteResponse(BackendConnection connection)
    {
        if (Current != connection || Command is not { } command || !IsOpen)
            return;
        Note(command, connection);
        Last = connection;
        connection.IsFromPool = false;
        if (!command.IsWhole)
        {
            // The server answered before it had read everything: what is still to come would be a command of its own.
            endsWithBackend |= connection == Primary && HoldsUnreplayable;
            Detach(connection);
            connection.Close();
            Gate.SwallowTail();
        }

        if (SetsVariablesOnReplica(command, connection))
        {
            BringVariablesHome(command, connection);
            return;
        }

        bool isSpare = command.MayBeReused && Slots.AreEmpty && !Gate.IsStarting;
        FinishCommand(command);
        if (isSpare)
            Frames.Reuse(command);
        if (endsWithBackend && IsOpen)
            EndAfterFlush();
    }

    /// <summary>Answers the command in flight with an error. A command of which more is to come is answered behind its
    /// last packet.</summary>
    public void FailCommand(ClientCommand command, SceError error, byte? sequence = null, bool endSession = false)
    {
        if (!IsOpen)
            return;
        if (command.HasNoAnswer)
        {
            FailSilently(command, error, endSession);
            return;
        }

        if (command.Code == CommandCode.StmtPrepare)
            ForgetPrepare();
        // A PREPARE that was judged but does not run leaves its name to what it stood for before.
        if ((command.Effects & StatementEffects.PreparesText) != 0)
            ForgetTextStatements();
        if (!command.IsWhole)
        {
            Gate.AnswerBehindTail(error, endSession);
            return;
        }

        byte number = sequence ?? command.ReplySequence;
        if (endSession)
        {
            EndWith(ErrorReply(number, error));
            return;
        }

        WriteToClient(ErrorReply(number, error));
        FlushToClient();
        FinishCommand(command);
    }

    /// <summary>Answers the command in flight with the error of a rule that it breaks.</summary>
    /// <param name="reason">Which rule.</param>
    public void RefuseCommand(ClientCommand command, SceError error, RefusalReason reason)
    {
        Usage.Refused(reason);
        if (command is { RunsStatements: true, Statement: { } statement })
            DropLongData(statement);
        FailCommand(command, error);
    }

    /// <summary>The client waits for no answer: the next execution of the statement gets the error.</summary>
    private void FailSilently(ClientCommand command, SceError error, bool endSession)
    {
        if (endSession)
        {
            EndAfterFlush();
            return;
        }

        if (command.Statement is { } statement)
            statement.LongDataError ??= error;
        if (!command.IsWhole)
            Gate.SwallowTail();
        FinishCommand(command);
    }

    /// <summary>The server wants a file of the client, whose content comes as more of the command in flight.</summary>
    public void BeginFile(BackendConnection connection)
    {
        if (Current != connection || Command is not { } command || !IsOpen)
            return;
        byte next = connection.ClientExchange.NextSequence;
        if (Gate.HasParked)
        {
            // A command where the file has to begin: the server would take it for a packet out of order, too.
            EndWith(ErrorReply(next, ServerErrors.PacketsOutOfOrder));
            return;
        }

        command.Progress(isWhole: false, (byte)(next - 1));
        Frames.BeginFile(next);
    }

    /// <summary>Answers the command in flight with OK.</summary>
    public void AcceptCommand(ClientCommand command)
    {
        WriteToClient(Reply.Ok(Channel.Allocator, command.ReplySequence, Status, Capabilities));
        FlushToClient();
        FinishCommand(command);
    }

    /// <summary>The command in flight is done, whoever answered it.</summary>
    public void FinishCommand(ClientCommand command)
    {
        CountAnswered(command);
        LeaveSlot();
        command.Release();
        Changes.Clear();
        Command = null;
        if (Current is { Channel: { } channel })
            channel.Configuration.AutoRead = true;
        Current = null;
        if (!IsOpen)
            return;
        MoveTo(SessionPhase.Ready);
        if (IsStopping)
        {
            EndAfterFlush();
            return;
        }

        Gate.CommandDone();
    }
}
