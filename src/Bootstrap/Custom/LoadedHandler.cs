using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Handlers.Custom;

namespace SceNettyProxy.Bootstrap.Custom;

/// <summary>A handler that was loaded: disposed and unloaded when the gateway says that nobody uses it any more.</summary>
internal sealed class LoadedHandler
{
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HandlerLoadContext? context;
    private HandlerRegistration? registration;

    public LoadedHandler(CustomHandlerOptions options, byte[] fingerprint, object instance, HandlerLoadContext context)
    {
        this.context = context;
        Options = options;
        Fingerprint = fingerprint;
        registration = new HandlerRegistration
        {
            Name = options.Name,
            Instance = instance,
            Slot = options.Slot,
            Databases = options.Databases,
            Failures = options.Failures,
            FencedRefuses = options.Fenced == FenceMode.Closed,
            Slow = options.Slow,
            Released = Release,
        };
    }

    public CustomHandlerOptions Options { get; }

    /// <summary>Of the assembly's file as it was loaded.</summary>
    public byte[] Fingerprint { get; }

    /// <summary>For the gateway; always the same one.</summary>
    /// <exception cref="InvalidOperationException">It was released.</exception>
    public HandlerRegistration Registration => registration ?? throw new InvalidOperationException("The handler was released.");

    /// <summary>Done when the instance is disposed and its context may go.</summary>
    public Task Released => released.Task;

    /// <summary>Any thread; does not block.</summary>
    public void Release() => _ = Task.Run(async () =>
    {
        try
        {
            object? instance = Interlocked.Exchange(ref registration, null)?.Instance;
            if (instance is IAsyncDisposable later)
                await later.DisposeAsync().ConfigureAwait(false);
            else
                (instance as IDisposable)?.Dispose();
            released.TrySetResult();
        }
#pragma warning disable CA1031 // Whatever a custom handler throws at its end changes nothing.
        catch (Exception e)
#pragma warning restore CA1031
        {
            released.TrySetException(e);
        }
        finally
        {
            Interlocked.Exchange(ref context, null)?.Unload();
        }
    });
}
