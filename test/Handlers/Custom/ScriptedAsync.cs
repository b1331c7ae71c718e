using SceNettyProxy.Extensions.Commands;

namespace SceNettyProxy.Handlers.Tests.Custom;

/// <summary>An asynchronous interceptor whose verdicts a test gives.</summary>
internal sealed class ScriptedAsync(TextNeed need = TextNeed.Whole) : AsyncCommandInterceptor
{
    /// <summary>The calls that have no verdict yet, in their order.</summary>
    public List<(InterceptedCommand Command, TaskCompletionSource<CommandVerdict> Verdict, CancellationToken Ended)> Calls { get; } = [];

    public override TextNeed TextNeed => need;

    public override ValueTask<CommandVerdict> InterceptAsync(InterceptedCommand command, CancellationToken cancellation)
    {
        var verdict = new TaskCompletionSource<CommandVerdict>();
        Calls.Add((command, verdict, cancellation));
        return new ValueTask<CommandVerdict>(verdict.Task);
    }

    /// <summary>Ends the oldest call.</summary>
    public void Answer(CommandVerdict verdict)
    {
        TaskCompletionSource<CommandVerdict> call = Calls[0].Verdict;
        Calls.RemoveAt(0);
        call.SetResult(verdict);
    }
}
