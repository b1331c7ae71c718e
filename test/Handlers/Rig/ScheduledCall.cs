using System.Runtime.CompilerServices;
using DotNetty.Common;
using DotNetty.Common.Concurrency;

namespace SceNettyProxy.Handlers.Tests.Rig;

/// <summary>A call that a <see cref="TestLoop"/> makes when its time has come, once, unless it is cancelled.</summary>
internal sealed class ScheduledCall(Action action, DateTimeOffset due) : IScheduledTask
{
    private readonly System.Threading.Tasks.TaskCompletionSource completion = new();

    public DateTimeOffset Due { get; } = due;

    public bool IsOver { get; private set; }

    /// <summary>By the clock of DotNetty's own loops, which this one does not follow.</summary>
    public PreciseTimeSpan Deadline => throw new NotSupportedException();

    public Task Completion => completion.Task;

    public bool Cancel()
    {
        bool wasPending = !IsOver;
        IsOver = true;
        return wasPending;
    }

    public TaskAwaiter GetAwaiter() => Completion.GetAwaiter();

    public void Run()
    {
        IsOver = true;
        action();
        completion.SetResult();
    }
}
