using System.Net;
using DotNetty.Buffers;
using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Custom.Slots;
using SceNettyProxy.Handlers.Frontend;
using SceNettyProxy.Handlers.Policy.Sql;
using SceNettyProxy.Handlers.Statements;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Limits;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Handlers.Session;

/// <summary>
/// One client's session, from the accept to the close. Owned by the event loop of the client's channel: every member is
/// called there but for those that say otherwise. No locks.
/// </summary>
/// <remarks>
/// This part holds who the session is and its phase. ProxySession.End.cs holds how it ends, ProxySession.Backends.cs the pair of backend
/// connections and their loss, ProxySession.Commands.cs how commands end, ProxySession.Effects.cs what they leave behind,
/// ProxySession.Statements.cs prepared statements, ProxySession.UserChange.cs how all of it is dropped.
/// </remarks>
internal sealed partial class ProxySession
{
    private readonly ProxyServices services;
    private IScheduledTask? loginDeadline;
    private bool isCounted;
    private IPAddress? countedAddress;

    public ProxySession(ProxyServices services, IChannel channel, IPAddress address, ListenerSettings listener)
    {
        this.services = services;
        Channel = channel;
        Address = address;
        Statements = new PreparedStatements(services.HeldBudget);
        Listener = listener;
        Slots = new SessionSlots(services, this);
        Judge = new SqlPolicyJudge(Classifier);
        CanReply = !listener.RequiresProxyHeader;
        Usage = UsageOf(UsageStore.Nobody);
        Usage.Database.Connected();
        ConnectionId = services.Sessions.Add(this);
    }

    public IChannel Channel { get; }

    public IEventLoop Loop => Channel.EventLoop;

    /// <summary>The client's address; an IPv4-mapped one is IPv4. Final when the greeting leaves.</summary>
    public IPAddress Address { get; private set; }

    /// <summary>The settings of the listener that accepted the client.</summary>
    public ListenerSettings Listener { get; }

    /// <summary>What the client sees as its connection id.</summary>
    public uint ConnectionId { get; }

    /// <summary>20 bytes, for this login only.</summary>
    public byte[] Scramble { get; } = new byte[NativePassword.ScrambleLength];

    /// <summary>The plugin that <see cref="Scramble"/> was shown to the client for; null where it has not been shown.</summary>
    public string? ShownPlugin { get; set; }

    /// <summary>The number of the last packet of the login, from either side.</summary>
    public byte LoginSequence { get; set; }

    public SessionPhase Phase { get; private set; }

    public bool IsOpen => Phase < SessionPhase.Closing;

    /// <summary>A login has succeeded; one that is going on after it is a change of user.</summary>
    public bool IsAuthenticated { get; private set; }

    /// <summary>What the login packet said, for the log.</summary>
    public string ClaimedUser { get; private set; } = "";

    /// <inheritdoc cref="ClaimedUser"/>
    public string ClaimedDatabase { get; private set; } = "";

    /// <summary>The live record of the database; set at the login.</summary>
    public Tenant Tenant { get; private set; } = null!;

    /// <summary>The definition in force for the next command.</summary>
    public DatabaseDefinition Definition { get; private set; } = null!;

    public UserDefinition User { get; private set; } = null!;

    /// <summary>What the session is counted by while it is logged in; given back at its end.</summary>
    public ConnectionClaim? CountedBy { get; set; }

    /// <summary>Negotiated with the client.</summary>
    public CapabilityFlags Capabilities { get; private set; }

    /// <summary>MariaDB's own flags, negotiated with the client.</summary>
    public MariaDbCapabilities MariaDb { get; private set; }

    /// <summary>What the greeting offers: a login can have no more.</summary>
    public CapabilityFlags OfferedCapabilities { get; set; }

    /// <inheritdoc cref="OfferedCapabilities"/>
    public MariaDbCapabilities OfferedMariaDb { get; set; }

    /// <summary>What of them a login to a server asks for.</summary>
    public CapabilityFlags CapabilitiesForServers => Capabilities & BackendCapabilities.SharedWithClient
        & (Definition.AllowLocalInfile ? ~CapabilityFlags.None : ~CapabilityFlags.LocalFiles);

    /// <summary>The client says that a person sits at it.</summary>
    public bool IsInteractive => (Capabilities & CapabilityFlags.Interactive) != 0;

    /// <summary>The client understands session changes in OK packets.</summary>
    public bool ClientTracksState => (Capabilities & CapabilityFlags.SessionTrack) != 0;

    /// <summary>What the client said of itself; for operators.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Attributes { get; private set; } = [];

    /// <summary>The operator's: sees all databases and belongs to none.</summary>
    public bool IsOperator { get; private set; }

    /// <summary>A command is in flight. Any thread.</summary>
    public bool IsBusy => Phase is SessionPhase.Judging or SessionPhase.Waiting or SessionPhase.Relaying;

    public CommandGate Gate { get; set; } = null!;

    /// <summary>Makes packets of the client's bytes.</summary>
    public PacketDecoder Frames { get; } = new();

    /// <summary>Counts the session; false when a limit is reached.</summary>
    public bool TryEnter()
    {
        if (!(isCounted ? services.LoginLimits.TryName(Address) : services.LoginLimits.TryEnter(Address)))
            return false;
        isCounted = true;
        countedAddress = Address;
        return true;
    }

    /// <summary>The same for a client whose address is not known yet; <see cref="TryEnter"/> must follow.</summary>
    public bool TryEnterUnnamed() => isCounted = services.LoginLimits.TryEnterUnnamed();

    /// <summary>From here on the client has a limited time to log in.</summary>
    public void StartLoginDeadline() => loginDeadline = Loop.Schedule(
        () => RefuseLogin(ServerErrors.ReadTimeout, "no login within the deadline"),
        services.SessionOptions.Value.LoginTimeout);

    public void Claim(HandshakeResponse41 response)
    {
        ClaimedUser = response.UserName;
        ClaimedDatabase = response.Database ?? "";
    }

    /// <summary>Ends a login with an error.</summary>
    /// <param name="error">What the client is told.</param>
    /// <param name="reason">What the log is told; nothing secret.</param>
    /// <param name="refusal">What it counts as, where it was for a database; null for what is no refusal.</param>
    /// <param name="database">That database, where it is not the one that the login named.</param>
    public void RefuseLogin(SceError error, string reason, RefusalReason? refusal = null, string? database = null)
    {
        if (Phase != SessionPhase.Login)
            return;
        if (refusal is { } counted)
            CountRefusedLogin(counted, database);
        services.RefusalLog.Refused(Address, ClaimedDatabase, ClaimedUser, reason);
        EndWith(ErrorReply((byte)(LoginSequence + 1), error));
    }

    /// <summary>The password has proven right.</summary>
    public void Admit(LoginCandidate candidate, UserDefinition user, HandshakeResponse41 response)
    {
        bool isFirst = !IsAuthenticated;
        loginDeadline?.Cancel();
        if (isFirst)
            services.LoginLimits.Authenticated(countedAddress);
        IsAuthenticated = true;
        // What was due because of another database is nothing to this one.
        pendingEnd = null;
        Tenant = candidate.Tenant;
        Definition = candidate.Definition;
        User = user;
        IsOperator = candidate.IsOperator;
        Capabilities = response.Capabilities & OfferedCapabilities;
        MariaDb = response.MariaDbCapabilities & OfferedMariaDb;
        Attributes = response.ConnectAttributes;
        State.Begin(
            candidate.Schema,
            response.Collation,
            BackendLogin.LoginCollation,
            (Capabilities & CapabilityFlags.MultiStatements) != 0);
        State.ResetAll();
        if (StateKeys.NeedsCollationIds(Attributes))
            State.Record(SettingGroup.Variable, StateKeys.OldMode, StateKeys.NoNullCollationIds);
        EnterUsage();
        MoveTo(SessionPhase.Ready);
        if (isFirst)
            Gate.StartIdleWatch();
        // The registry may have changed since the entry was looked up.
        OnTenantChanged();
    }

    /// <summary>The only place where the phase changes.</summary>
    public void MoveTo(SessionPhase next)
    {
        bool legal = next switch
        {
            SessionPhase.Login => Phase == SessionPhase.Judging,
            SessionPhase.Ready => Phase is SessionPhase.Login or SessionPhase.Judging or SessionPhase.Waiting
                or SessionPhase.Relaying,
            SessionPhase.Judging => Phase == SessionPhase.Ready,
            SessionPhase.Waiting => Phase is SessionPhase.Judging or SessionPhase.Waiting or SessionPhase.Relaying,
            SessionPhase.Relaying => Phase == SessionPhase.Waiting,
            SessionPhase.Closing => Phase < SessionPhase.Closing,
            SessionPhase.Closed => Phase != SessionPhase.Closed,
            _ => false,
        };
        if (!legal)
            throw new InvalidOperationException($"A session cannot move from {Phase} to {next}.");
        Phase = next;
    }

    /// <summary>Takes over the buffer; not flushed. Dropped once the session has ended.</summary>
    public void WriteToClient(IByteBuffer packets)
    {
        if (!IsOpen)
            packets.Release();
        else if (HasBareWrites)
            Meter.Write(packets);
        else
            Tasks.Observe(Channel.WriteAsync(packets));
    }

    public void FlushToClient()
    {
        if (!IsOpen)
            return;
        if (HasBareWrites)
            Meter.Flush();
        else
            Channel.Flush();
    }
}
