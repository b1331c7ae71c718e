using System.Security.Cryptography;
using DotNetty.Buffers;
using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Authentication;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Frontend.Authentication;

/// <summary>
/// One login's talk between proxy and client about a password: chooses the plugin, switches the client to it where it
/// began with another, and comes to a verdict. A name that does not exist gets the same packets, and takes the same time, as a
/// wrong password. Of the session's loop; what takes milliseconds runs off it, and nothing of the client is decoded meanwhile.
/// </summary>
/// <param name="admitted">Told whose password was proven, once.</param>
/// <param name="refused">Told what the client is to be told and, for the log, why. Once, instead of
/// <paramref name="admitted"/>.</param>
internal sealed class AuthConversation(
    ProxyServices services,
    ProxySession session,
    LoginRequest request,
    Action<LoginCandidate, UserDefinition> admitted,
    Action<SceError, string> refused)
{
    private IAuthMethod? method;
    private bool isPacketDue;
    private int pauses;

    /// <summary>What plugins with a challenge of 20 bytes are asked for.</summary>
    public byte[] Scramble => session.Scramble;

    /// <summary>Nobody can listen.</summary>
    public bool IsSecure => session.IsSecure;

    public DigestCache Digests => services.Digests;

    /// <summary>At least one; stand-ins among them.</summary>
    public List<LoginAccount> Accounts { get; } = AccountsOf(request, services.StandIns);

    private PacketDecoder Decoder => session.Frames;

    /// <summary>Takes the login packet.</summary>
    /// <param name="shown">The plugin whose data the client was shown in the greeting; null where a fresh scramble has not
    /// been shown yet.</param>
    public void Begin(string? shown)
    {
        HandshakeResponse41 response = request.Response;
        if ((response.Capabilities & CapabilityFlags.PluginAuth) == 0)
        {
            // There was one way before there were plugins, and such a client cannot be switched.
            method = new NativeMethod(this);
            method.OnPacket(response.AuthResponse);
            return;
        }

        string claimed = response.AuthPlugin is { Length: > 0 } named ? named : shown ?? NativePassword.PluginName;
        List<IAuthMethod> usable = Methods().FindAll(static method => method.IsUsable);
        method = usable.Find(candidate => candidate.Plugin == claimed);
        if (method is not null && TakesFirstAnswer(method, claimed, shown, response.AuthResponse))
        {
            method.OnPacket(response.AuthResponse);
            return;
        }

        if (shown is null)
            Scrambles.Fill(Scramble);

        string preferred = services.SessionOptions.Value.AuthPlugin;
        method ??= usable.Find(candidate => candidate.Plugin == preferred) ?? usable[0];
        Send(new AuthSwitchRequest(method.Plugin, method.Challenge).Write);
        AwaitPacket();
    }

    /// <summary>
    /// Whether what came with the login packet is an answer already. In a change of user it is one to the scramble of the
    /// login, and MariaDB's library never gives another; where it does not prove right the client is asked anew.
    /// </summary>
    private static bool TakesFirstAnswer(IAuthMethod method, string claimed, string? shown, ReadOnlySpan<byte> answer) =>
        shown is null
            ? method is NativeMethod && method.TakesUnasked(answer)
            : claimed == shown || method.TakesUnasked(answer);

    /// <summary>A packet of the client, with its header. Takes over the buffer.</summary>
    public void OnPacket(IByteBuffer packet)
    {
        try
        {
            session.LoginSequence = PacketHeader.ReadSequence(packet.ReadableSpan());
            if (session.Compression is { } compression)
                compression.AnswerBehind(compression.LastFrame);
            if (isPacketDue)
            {
                isPacketDue = false;
                method!.OnPacket(packet.ReadableSpan()[PacketHeader.Size..]);
            }
            else
            {
                refused(ServerErrors.BadHandshake, "a packet where none was due");
            }
        }
        finally
        {
            packet.Release();
        }
    }

    /// <summary>Sends data of the plugin, to which the client answers.</summary>
    public void Ask(byte[] data)
    {
        Tell(data);
        AwaitPacket();
    }

    /// <summary>Sends data of the plugin, to which the client does not answer.</summary>
    public void Tell(byte[] data) => Send(new AuthMoreData(data).Write);

    /// <summary>As <see cref="Ask"/>, with the proxy's public key.</summary>
    public void AskWithPublicKey() => RunOffLoop(services.LoginKey.PublicKey, Ask);

    /// <summary>The verdict.</summary>
    /// <param name="proven">Whose password the client has proven.</param>
    /// <param name="usedPassword">The client gave one, right or wrong.</param>
    /// <param name="nativeSecret">SHA1(password), where the client let it be known.</param>
    public void Decide(List<LoginAccount> proven, bool usedPassword, byte[]? nativeSecret = null)
    {
        List<LoginAccount> real = proven.FindAll(static account => account is { IsReal: true, Candidate.Definition.Disabled: false });
        if (real.Count != 1)
        {
            string reason = real.Count > 1 ? "more than one database fits"
                : request.Candidates.Count == 0 ? "no such database"
                : "wrong user or password";
            SceError denied = services.Errors.AccessDenied(request.Response.UserName, session.Address.ToString(), usedPassword);
            refused(request.Fallback ?? denied, reason);
            return;
        }

        LoginCandidate candidate = real[0].Candidate!;
        KeepSecret(candidate, real[0].User, nativeSecret);
        admitted(candidate, real[0].User);
    }

    /// <summary>The verdict over a password that the client has sent; zeroes the array.</summary>
    public void DecideByPassword(byte[] password)
    {
        if (Accounts.Exists(static account => PasswordProof.IsSlow(account.User)))
            RunOffLoop(() => Prove(password), DecideBy);
        else
            DecideBy(Prove(password));
    }

    /// <summary>The verdict over a password that the client has encrypted.</summary>
    public void DecideByEncrypted(byte[] encrypted) => RunOffLoop(
        () => services.LoginKey.Decrypt(encrypted, Scramble) is { } password
            ? Prove(password)
            : new PasswordFindings([], UsedPassword: true, [], []),
        DecideBy);

    /// <summary>The verdict by a computation that is not for the loop.</summary>
    public void DecideOffLoop(Predicate<LoginAccount> proves) =>
        RunOffLoop(() => Accounts.FindAll(proves), proven => Decide(proven, usedPassword: true));

    private static List<LoginAccount> AccountsOf(LoginRequest request, StandInUsers standIns)
    {
        string name = request.Response.UserName;
        List<LoginAccount> accounts = [];
        foreach (LoginCandidate candidate in request.Candidates)
        {
            UserDefinition? user = candidate.Definition.FindUser(name);
            accounts.Add(new LoginAccount(candidate, user ?? standIns.For(candidate.Definition, name), user is not null));
        }

        if (accounts.Count == 0)
            accounts.Add(new LoginAccount(null, standIns.For(null, name), IsReal: false));
        return accounts;
    }

    /// <summary>In the order of preference where the client's own wish cannot be met.</summary>
    private List<IAuthMethod> Methods() =>
        [new NativeMethod(this), new Ed25519Method(this), new CachingSha2Method(this), new ClearPasswordMethod(this)];

    private PasswordFindings Prove(byte[] password)
    {
        List<LoginAccount> proven = Accounts.FindAll(account => PasswordProof.ByPassword(account.User, password));
        byte[] digest = new byte[CachingSha2Password.DigestLength];
        CachingSha2Password.Digest(password, digest);
        PasswordFindings findings = new(proven, password.Length > 0, digest, NativePassword.Secret(password));
        CryptographicOperations.ZeroMemory(password);
        return findings;
    }

    private void DecideBy(PasswordFindings findings)
    {
        foreach (LoginAccount account in findings.Proven)
        {
            if (account is { IsReal: true, User.Password: null })
                Digests.Keep(account.Candidate!.Tenant, account.User, findings.Digest);
        }

        Decide(findings.Proven, findings.UsedPassword, findings.NativeSecret);
    }

    /// <summary>What stands in for a server password that the entry does not hold.</summary>
    private static void KeepSecret(LoginCandidate candidate, UserDefinition user, byte[]? secret)
    {
        DatabaseDefinition definition = candidate.Definition;
        if (secret is not null && definition.ServerPassword is null && user.Name == definition.ServerUser
            && ReferenceEquals(candidate.Tenant.Current, definition))
            candidate.Tenant.NativeSecret = secret;
    }

    private void Send(Action<IByteBuffer> writePayload)
    {
        IByteBuffer packet = Reply.Start(session.Channel.Allocator);
        writePayload(packet);
        Tasks.Observe(session.Channel.WriteAndFlushAsync(Reply.Finish(packet, ++session.LoginSequence)));
    }

    private void AwaitPacket()
    {
        isPacketDue = true;
        Decoder.ExpectLogin((byte)(session.LoginSequence + 1));
    }

    private void RunOffLoop<T>(Func<T> work, Action<T> then)
    {
        Pause();
        IEventLoop loop = session.Loop;
        services.Offload(() =>
        {
            Action conclusion;
            try
            {
                T result = work();
                conclusion = () => then(result);
            }
#pragma warning disable CA1031 // Whatever it is: it belongs to this session and must not end the thread.
            catch (Exception e)
#pragma warning restore CA1031
            {
                conclusion = () => session.Channel.Pipeline.FireExceptionCaught(e);
            }

            try
            {
                loop.Execute(() => BackOnLoop(conclusion));
            }
            catch (RejectedExecutionException)
            {
                // The proxy has stopped meanwhile, and the session with it.
            }
        });
    }

    private void BackOnLoop(Action conclusion)
    {
        if (!session.IsOpen)
            return;
        pauses--;
        conclusion();
        if (pauses == 0)
            ReadOn();
    }

    /// <summary>The client is not read until <see cref="Resume"/>.</summary>
    public void Pause()
    {
        pauses++;
        Decoder.Hold();
        session.Channel.Configuration.AutoRead = false;
    }

    /// <summary>Ends a <see cref="Pause"/>.</summary>
    public void Resume()
    {
        if (--pauses == 0)
            ReadOn();
    }

    private void ReadOn()
    {
        if (!session.IsOpen)
            return;
        if (session.IsAuthenticated)
            session.UpdateClientReads();
        else
            session.Channel.Configuration.AutoRead = true;
        Decoder.Continue();
    }

    private sealed record PasswordFindings(List<LoginAccount> Proven, bool UsedPassword, byte[] Digest, byte[] NativeSecret);
}
