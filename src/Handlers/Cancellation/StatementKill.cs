using DotNetty.Common.Concurrency;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.Cancellation;

/// <summary>
/// Kills the client's command that runs on a backend connection, by a KILL QUERY over a connection of its own. A server
/// takes such a kill for whatever the connection runs when it arrives, so the target is kept from every other command
/// until the kill was answered and the target has answered a ping behind it, which takes a late kill upon itself. Of the
/// target's loop; at most one per connection.
/// </summary>
/// <remarks>
/// <code>
/// Asking    waits for its connection, or for the command to come to the front     nothing was sent
/// Sent      KILL QUERY is on its way; lost without an answer, it may still come   the target is closed then
/// Answered  the command is about to end
/// Settling  a ping is on its way to the target
/// Over      the target is free again
/// </code>
/// </remarks>
internal sealed class StatementKill
{
    private readonly ProxyServices services;
    private readonly BackendConnection target;
    private readonly List<Action<SceError?>> killers = [];
    private KillStrength strength;
    private Step step;
    private KillRequest? request;
    private BackendConnection? side;
    private IScheduledTask? deadline;
    private Action? whenOver;
    private bool isAbandoned;

    private StatementKill(ProxyServices services, BackendConnection target)
    {
        this.services = services;
        this.target = target;
    }

    private enum Step
    {
        Asking,
        Sent,
        Answered,
        Settling,
        Over,
    }

    private bool IsCommandInFront => target.CurrentExchange is ClientExchange;

    /// <summary>Kills the command that is in flight on <paramref name="target"/>, or joins the kill that is under
    /// way.</summary>
    /// <param name="killed">Told once: null when the server has answered or there was nothing to do, else what went
    /// wrong.</param>
    public static void Begin(
        ProxyServices services, BackendConnection target, KillStrength strength, Action<SceError?> killed)
    {
        StatementKill? kill = target.Kill;
        bool isNew = kill is null;
        kill ??= target.Kill = new StatementKill(services, target);
        kill.killers.Add(killed);
        if (isNew || (kill.step == Step.Answered && kill.IsCommandInFront))
            kill.Ask(strength);
        else if (kill.step > Step.Sent)
            kill.Tell(null);
    }

    /// <summary>Nobody waits for the answer of the command on <paramref name="target"/> any more: it is killed, and then
    /// the connection closed. No session holds it.</summary>
    public static void Abandon(ProxyServices services, BackendConnection target)
    {
        StatementKill? kill = target.Kill;
        if (kill is { step: > Step.Sent })
        {
            target.Close();
            return;
        }

        if (kill is null)
            Begin(services, target, KillStrength.Default, static _ => { });
        if (target.Kill is { } running)
            running.isAbandoned = true;
        else
            target.Close();
    }

    /// <summary>Runs <paramref name="action"/> once the target may be used again or is closed; the last one asked for
    /// counts.</summary>
    public void WhenOver(Action action) => whenOver = action;

    /// <summary>A response on the target is complete: the command's, or that of something in front of it.</summary>
    public void OnExchangeFinished() => target.Loop.Execute(Proceed);

    /// <summary>The target is closed: there is nothing to be hit any more.</summary>
    public void OnTargetClosed()
    {
        Tell(null);
        End();
    }

    private void Ask(KillStrength wanted)
    {
        strength = wanted;
        step = Step.Asking;
        EndpointPool pool = services.Kills.For(target.Target);
        deadline = target.Loop.Schedule(OnDeadline, pool.Options.ConnectTimeout);
        request = new KillRequest(this, pool, target);
        pool.Acquire(request);
    }

    private void Proceed()
    {
        switch (step)
        {
            case Step.Asking when !target.IsBusy:
                Tell(null);
                End();
                break;
            case Step.Asking when side is not null:
                SendKill(side);
                break;
            case Step.Answered:
                Settle();
                break;
        }
    }

    private void OnConnected(BackendConnection connection)
    {
        request = null;
        side = connection;
        SendKill(connection);
    }

    private void OnRefused(BackendFailure failure)
    {
        request = null;
        Tell(failure.Error ?? services.Errors.ServerGone);
        End();
    }

    private void SendKill(BackendConnection connection)
    {
        // What the proxy sent in front of the command is not to be hit in its place.
        if (!IsCommandInFront || target.Server is not { } server)
            return;
        if (!connection.IsOpen)
        {
            Tell(services.Errors.ServerGone);
            End();
            return;
        }

        step = Step.Sent;
        string how = strength switch
        {
            KillStrength.Hard when target.Flavor == ServerFlavor.MariaDb => "HARD ",
            KillStrength.Soft when target.Flavor == ServerFlavor.MariaDb => "SOFT ",
            _ => "",
        };
        connection.SendInternal(
            new InternalExchange(ResponseContext.Query, OnAnswered),
            CommandPackets.Query(
                connection.Channel!.Allocator, $"KILL {how}QUERY {server.ConnectionId}", connection.Capabilities));
        connection.Flush();
    }

    private void OnAnswered(InternalExchange answer)
    {
        if (step != Step.Sent)
            return;
        if (answer.IsLost)
        {
            Lose();
            return;
        }

        step = Step.Answered;
        CloseSide();
        Tell(answer.Error is { Code: not ServerErrors.UnknownThreadCode } error ? error : null);
        Settle();
    }

    /// <summary>The kill may still arrive, and must not meet another command.</summary>
    private void Lose()
    {
        Tell(services.Errors.ServerGone);
        target.Close();
        End();
    }

    private void Settle()
    {
        if (isAbandoned)
        {
            End();
            return;
        }

        if (target.IsBusy)
            return;
        step = Step.Settling;
        deadline = target.Loop.Schedule(target.Close, target.Pool.Options.ConnectTimeout);
        // Either answer will do: a late kill makes it an error.
        target.SendInternal(
            new InternalExchange(ResponseContext.SimpleOk, _ => End()),
            CommandPackets.Simple(target.Channel!.Allocator, CommandCode.Ping));
        target.Flush();
    }

    private void OnDeadline()
    {
        if (step == Step.Sent)
        {
            Lose();
        }
        else if (step == Step.Asking)
        {
            Tell(services.Errors.ConnectTimeout);
            End();
        }
    }

    private void End()
    {
        if (step == Step.Over)
            return;
        step = Step.Over;
        if (request is { } waiting && waiting.Cancel())
            waiting.Pool.Forget(waiting);
        request = null;
        CloseSide();
        target.Kill = null;
        if (isAbandoned)
            target.Close();
        Action? next = whenOver;
        whenOver = null;
        next?.Invoke();
    }

    private void CloseSide()
    {
        deadline?.Cancel();
        deadline = null;
        BackendConnection? closing = side;
        side = null;
        closing?.Close();
    }

    private void Tell(SceError? error)
    {
        Action<SceError?>[] told = [.. killers];
        killers.Clear();
        foreach (Action<SceError?> killer in told)
            killer(error);
    }

    private sealed class KillRequest(StatementKill kill, EndpointPool pool, BackendConnection target)
        : BackendRequest(target.Loop, target.Target with { Capabilities = 0 }, mayWait: true)
    {
        public EndpointPool Pool { get; } = pool;

        protected override void Granted(BackendConnection connection) => kill.OnConnected(connection);

        protected override void Refused(BackendFailure failure) => kill.OnRefused(failure);
    }
}
