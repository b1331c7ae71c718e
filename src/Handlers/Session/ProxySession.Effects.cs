using System.Text;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Frontend;

namespace SceNettyProxy.Handlers.Session;

/// <content>What a command that a server answered leaves behind.</content>
internal sealed partial class ProxySession
{
    /// <summary>Effects that hold though the statement failed: its expressions were evaluated up to there.</summary>
    private const StatementEffects EffectsOfExpressions =
        StatementEffects.TakesUserLock | StatementEffects.AssignsUserVariable | StatementEffects.CallsUnknown
        | StatementEffects.CalculatesFoundRows;

    private const ushort UnknownColumn = 1054;
    private const ushort SyntaxError = 1064;
    private const ushort EmptyQuery = 1065;
    private const ushort UnknownTable = 1146;

    private long lastWriteAt;
    private bool hasWritten;
    private bool wroteInTransaction;
    private bool endsWithBackend;

    /// <summary>The server has told what changed in its session; it knows better than the text.</summary>
    /// <exception cref="MySqlProtocolException">The packet is malformed.</exception>
    public void OnSessionStateChanged(BackendConnection connection, ReadOnlySpan<byte> okPayload)
    {
        OkPayload ok = OkPayload.Parse(okPayload, connection.Capabilities);
        if (!ok.HasSessionState)
            return;
        var reader = new SessionStateReader(okPayload[ok.SessionState]);
        while (reader.TryRead(out SessionStateChange change))
        {
            if (change.Type == SessionStateType.Schema)
                OnSchemaChanged(connection, Encoding.UTF8.GetString(change.Value));
            else if (change.Type == SessionStateType.SystemVariable && change.Name.SequenceEqual("character_set_client"u8))
                State.LearnCharset(Encoding.ASCII.GetString(change.Value));
        }
    }

    /// <summary>GET DIAGNOSTICS behind a read: the only statement that gives a value to a variable on a replica.</summary>
    private static bool SetsVariablesOnReplica(ClientCommand command, BackendConnection connection) =>
        connection is { Target.Role: BackendRole.Replica, ClientExchange.Failed: false }
        && command is { Batch: not null }
        && (command.Effects & StatementEffects.AssignsUserVariable) != 0;

    /// <summary>Reads the values that a replica gave to user variables, so that every server can be told them. The client has
    /// its answer already; its next command waits.</summary>
    private void BringVariablesHome(ClientCommand command, BackendConnection replica)
    {
        List<string> names = [];
        ReadOnlySpan<byte> text = command.Text;
        for (int i = 0; i < command.Batch!.Count && !text.IsEmpty; i++)
        {
            foreach (TextRange name in command.Batch[i].UserVariablesRead)
            {
                if (PendingChanges.VariableName(name.Of(text)) is { } plain)
                    names.Add(plain);
            }
        }

        MoveTo(SessionPhase.Waiting);
        command.IsAnswered = true;
        Current = null;
        if (names.Count == 0 || !replica.IsOpen || replica.Kill is not null)
        {
            Pins |= PinReasons.UserVariable;
            FinishCommand(command);
            return;
        }

        replica.QueryRow($"SELECT {string.Join(", ", names.Select(name => "@" + name))}", row =>
        {
            if (!IsOpen || Command != command)
                return;
            for (int i = 0; i < names.Count; i++)
            {
                if (row is not null && StateKeys.Literal(row.Values[i]) is { } literal)
                    State.Record(SettingGroup.UserVariable, names[i], $"@{names[i]}={literal}");
                else
                    Pins |= PinReasons.UserVariable;
            }

            FinishCommand(command);
        });
    }

    private void OnSchemaChanged(BackendConnection connection, string schema)
    {
        State.Schema = schema;
        connection.State.Schema = schema;
        if (schema.Length == 0)
            Pins |= PinReasons.UntrackableSet;
        else if (!Definition.AllowsSchema(schema))
            EndAtBoundary(services.Errors.DatabaseForbidden(User.Name, Address.ToString(), schema));
    }

    /// <summary>Draws the consequences of a command that was answered by a server.</summary>
    private void Note(ClientCommand command, BackendConnection connection)
    {
        ClientExchange exchange = connection.ClientExchange;
        StatementEffects effects = command.Effects;
        NextTransactionPending = false;
        if (command.RunsStatements)
            NoteStatements(command, connection);
        else if (command.Code == CommandCode.StmtPrepare)
            NotePrepare(connection);
        else if (command.Code == CommandCode.ResetConnection && !exchange.Failed)
            ResetState();
        if (command.Statement is { } statement)
            NoteStatement(command, statement, connection);

        PinReasons pins = Pins;
        int completed = exchange.Failed ? exchange.CompletedResults : int.MaxValue;
        Changes.Apply(State, completed, ref pins);
        Pins = pins;
        connection.State.MultiStatements = State.MultiStatements;
        if (command.Code == CommandCode.ResetConnection)
            connection.State.Reset();
        else
            connection.State.Version = State.Version;
        if (State.Schema.Length > 0)
            connection.State.Schema = State.Schema;

        if ((effects & StatementEffects.Poisons) != 0)
            connection.IsPoisoned = true;
        if (State.HasUserVariables && (effects & (StatementEffects.MayWrite | StatementEffects.CallsUnknown)) != 0)
            State.AreUserVariablesUncertain = true;
        if (connection == Primary)
        {
            State.LearnStatus(connection.Status);
            AutocommitOff = (connection.Status & ServerStatus.Autocommit) == 0;
        }

        NoteWrite(effects);
    }

    /// <summary>The window opens with the statement, and again with the end of the transaction that makes it seen.</summary>
    private void NoteWrite(StatementEffects effects)
    {
        bool wrote = (effects & StatementEffects.MayWrite) != 0;
        bool committed = wroteInTransaction && !InTransaction;
        wroteInTransaction = InTransaction && (wrote || wroteInTransaction);
        if (!wrote && !committed)
            return;
        hasWritten = true;
        lastWriteAt = services.Time.GetTimestamp();
    }

    private void NoteStatements(ClientCommand command, BackendConnection connection)
    {
        ClientExchange exchange = connection.ClientExchange;
        if (exchange is { CompletedResults: 0, Failed: true } && WasRefusedUnrun(command, exchange.ErrorCode))
            return;
        if (SetsVariablesOnReplica(command, connection))
            return;
        // Of a text that nobody has read, all that it may have done; of others, what holds even after an error.
        Pins |= PinsOf(command.Batch is null ? command.Effects : command.Effects & EffectsOfExpressions);
        if (command.Batch is not { } batch)
            return;

        int completed = exchange.Failed ? Math.Min(exchange.CompletedResults, batch.Count) : batch.Count;
        for (int i = 0; i < completed; i++)
        {
            StatementEffects effects = batch[i].Effects;
            if ((effects & StatementEffects.UnlocksTables) != 0)
                Pins &= ~(PinReasons.TableLocks | PinReasons.ReadLock);
            if ((effects & StatementEffects.UnlocksInstance) != 0)
                Pins &= ~PinReasons.InstanceLock;
            Pins |= PinsOf(effects);
            NextTransactionPending = (effects & StatementEffects.SetsNextTransaction) != 0;
            endsWithBackend |= (effects & StatementEffects.ReleasesConnection) != 0;
        }
    }

    /// <summary>Errors of parsing and name resolution: the statement was not run at all. A routine may meet them in the
    /// middle of its work.</summary>
    private static bool WasRefusedUnrun(ClientCommand command, ushort errorCode)
    {
        if ((command.Effects & StatementEffects.CallsUnknown) != 0)
            return errorCode == SyntaxError && command.Batch is { IsAmbiguous: true };
        return errorCode is SyntaxError or UnknownColumn or UnknownTable or EmptyQuery;
    }

    /// <summary>COM_RESET_CONNECTION has succeeded: nothing of the session but schema and option is left.</summary>
    public void ResetState()
    {
        ForgetTextStatements();
        State.Reset();
        Statements.Clear();
        Pins = PinReasons.None;
        MasterOnly = false;
        wroteInTransaction = false;
        AutocommitOff = false;
        if (Replica is { } replica)
            Release(replica);
        if (Primary is { } primary)
            State.LearnServer(primary.Flavor, primary.InitialModes);
    }

    private static PinReasons PinsOf(StatementEffects effects)
    {
        PinReasons pins = PinReasons.None;
        Add(StatementEffects.LocksTables, PinReasons.TableLocks);
        Add(StatementEffects.FlushesWithLock, PinReasons.ReadLock);
        Add(StatementEffects.LocksInstance, PinReasons.InstanceLock);
        Add(StatementEffects.OpensHandler, PinReasons.Handler);
        Add(StatementEffects.TakesUserLock, PinReasons.UserLock);
        Add(StatementEffects.CreatesTemporaryTable, PinReasons.TemporaryTable);
        Add(StatementEffects.PreparesText, PinReasons.TextPrepare);
        Add(StatementEffects.AssignsUserVariable, PinReasons.UserVariable);
        Add(StatementEffects.SetsUntrackable, PinReasons.UntrackableSet);
        Add(StatementEffects.CalculatesFoundRows, PinReasons.FoundRows);
        Add(StatementEffects.CallsUnknown, PinReasons.RoutineCall);
        return pins;

        void Add(StatementEffects effect, PinReasons pin)
        {
            if ((effects & effect) != 0)
                pins |= pin;
        }
    }
}
