using DotNetty.Buffers;
using DotNetty.Transport.Channels;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Session;

/// <summary>How a session ends: at once, behind a last packet, or where one may stand.</summary>
internal sealed partial class ProxySession
{
    private SceError? pendingEnd;

    /// <summary>The proxy is going down: the session ends with its command.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Sends a last packet, then closes. Takes over the buffer.</summary>
    public void EndWith(IByteBuffer packet)
    {
        if (!IsOpen)
        {
            packet.Release();
            return;
        }

        if (!CanReply)
        {
            packet.Release();
            Abort();
            return;
        }

        MoveTo(SessionPhase.Closing);
        // A connection that came now would find nobody to run a command for.
        Selector?.Cancel();
        Frames.Stop();
        Channel.WriteAndFlushAsync(packet).ContinueWith(
            static (_, channel) => Tasks.Observe(((IChannel)channel!).CloseAsync()),
            Channel,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Closes once all that was written has gone out.</summary>
    public void EndAfterFlush() => EndWith(Unpooled.Empty);

    /// <summary>Closes at once.</summary>
    public void Abort()
    {
        if (IsOpen)
        {
            MoveTo(SessionPhase.Closing);
            Selector?.Cancel();
        }

        Tasks.Observe(Channel.CloseAsync());
    }

    /// <summary>The client's channel is closed: gives back everything the session holds. Runs once.</summary>
    public void OnClientGone()
    {
        if (Phase == SessionPhase.Closed)
            return;
        MoveTo(SessionPhase.Closed);
        loginDeadline?.Cancel();
        Command?.Release();
        Command = null;
        LeaveRates();
        DropPrepared();
        Statements.Clear();
        LetGoOfBackends();
        Slots.End();
        services.Sessions.Remove(this);
        Usage.Database.Disconnected();
        if (CountedBy is { } claim)
            services.ConnectionCounters.Leave(claim);
        CountedBy = null;
        if (isCounted)
            services.LoginLimits.Leave(countedAddress, IsAuthenticated);
    }

    /// <summary>The registry's entry has changed. Any thread may post this to the loop.</summary>
    public void OnTenantChanged()
    {
        if (!IsAuthenticated || !IsOpen)
            return;
        if (Tenant.Current is not { } definition)
        {
            EndAtBoundary(services.Errors.DatabaseNotExisted(Tenant.Name));
            return;
        }

        Definition = definition;
        if (definition.Disabled)
        {
            EndAtBoundary(services.Errors.DatabaseDisabled(User.Name, Address.ToString(), Tenant.Name));
            return;
        }

        if (HasOutdatedBackend)
            WatchDrain();
    }

    /// <summary>Graceful stop: an idle session gets its FIN now, a busy one when its command is done.</summary>
    public void Stop()
    {
        IsStopping = true;
        if (Phase is SessionPhase.Login or SessionPhase.Ready)
            EndAfterFlush();
    }

    /// <summary>Ends the session with that error: now if a command runs and a packet boundary is reached, else in answer
    /// to the next command.</summary>
    public void EndAtBoundary(SceError error)
    {
        pendingEnd ??= error;
        if (Phase is SessionPhase.Waiting or SessionPhase.Judging && Command is { IsWhole: true } command)
            EndWith(ErrorReply(command.ReplySequence, error));
        else
            CheckPendingEnd();
    }

    /// <summary>The error that the session has to end with, if any.</summary>
    public SceError? PendingEnd => pendingEnd;

    /// <summary>The stop's deadline has passed: 1053 where a packet may stand, else a close.</summary>
    public void StopNow()
    {
        if (!IsOpen)
            return;
        EndAtBoundary(ServerErrors.ShutdownInProgress);
        if (IsOpen)
            Abort();
    }

    /// <summary>After each forwarded piece of a response: a pending end takes its place at a packet boundary.</summary>
    public void CheckPendingEnd()
    {
        if (pendingEnd is null || Phase != SessionPhase.Relaying || Current?.ClientExchange is not { } exchange)
            return;
        if (exchange.AtPacketBoundary && Command is { IsWhole: true })
            EndWith(ErrorReply(exchange.NextSequence, pendingEnd));
    }
}
