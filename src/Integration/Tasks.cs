namespace SceNettyProxy.Integration;

/// <summary>For tasks whose failure shows elsewhere: a failed write means a closed channel, which its handlers see.</summary>
internal static class Tasks
{
    /// <summary>Looks at the task's exception, so that it is never reported as unobserved.</summary>
    public static void Observe(Task task)
    {
        if (task.IsCompletedSuccessfully)
            return;
        task.ContinueWith(
            static failed => _ = failed.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
