using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Handlers.Custom;
using SceNettyProxy.Integration.File;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Custom;

/// <summary>
/// Keeps the gateway's custom handlers in step with <c>handlers</c> and with their files. An entry that has changed gets a new
/// instance; one that cannot be loaded keeps the instance it has. Any thread.
/// </summary>
internal sealed class HandlerSet(
    HandlerLoader loader,
    Action<IReadOnlyList<HandlerRegistration>> apply,
    TimeProvider time,
    ILogger logger) : IAsyncDisposable
{
    /// <summary>How long handlers may take to be disposed at the end.</summary>
    private static readonly TimeSpan DisposeLimit = TimeSpan.FromSeconds(5);

    private readonly Lock updating = new();
    private readonly Dictionary<string, LoadedHandler> loaded = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, FileWatch> watches = new(StringComparer.Ordinal);
    private CustomHandlersOptions current = new();
    private bool isDisposed;

    /// <summary>Loads every entry.</summary>
    /// <exception cref="HandlerLoadException">At least one cannot be loaded; nothing is in service then.</exception>
    public void Start(CustomHandlersOptions options)
    {
        List<ConfigurationError> errors = [];
        lock (updating)
        {
            current = options;
            IReadOnlyList<HandlerRegistration> registrations = Load(errors);
            if (errors.Count > 0)
            {
                foreach (LoadedHandler handler in loaded.Values)
                    handler.Release();
                loaded.Clear();
                throw new HandlerLoadException(errors);
            }

            apply(registrations);
        }

        Watch(options);
    }

    /// <summary>Brings what is in service to what the configuration and the files are now. Errors are logged.</summary>
    public void Update(CustomHandlersOptions options)
    {
        lock (updating)
        {
            if (isDisposed)
                return;
            current = options;
            Refresh();
        }

        Watch(options);
    }

    public async ValueTask DisposeAsync()
    {
        FileWatch[] watching;
        LoadedHandler[] ending;
        lock (updating)
        {
            isDisposed = true;
            apply([]);
            ending = [.. loaded.Values];
            watching = [.. watches.Values];
            loaded.Clear();
            watches.Clear();
        }

        foreach (FileWatch watch in watching)
            await watch.DisposeAsync().ConfigureAwait(false);
        try
        {
            await Task.WhenAll(ending.Select(handler => handler.Released)).WaitAsync(DisposeLimit, time).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Of a custom handler, at the end of everything.
        catch (Exception e)
#pragma warning restore CA1031
        {
            HandlerLog.EndedBadly(logger, e);
        }
    }

    private void OnFileChanged()
    {
        lock (updating)
        {
            if (!isDisposed)
                Refresh();
        }
    }

    private void Refresh()
    {
        List<ConfigurationError> errors = [];
        IReadOnlyList<HandlerRegistration> registrations = Load(errors);
        foreach (ConfigurationError error in errors)
            HandlerLog.NotLoaded(logger, error.Path, error.Message);
        apply(registrations);
    }

    /// <summary>What shall be in service, in order: what is unchanged as it is, the rest loaded anew.</summary>
    private List<HandlerRegistration> Load(List<ConfigurationError> errors)
    {
        CustomHandlerOptions[] entries = current.Entries.ToArray();
        List<HandlerRegistration> registrations = [];
        foreach ((int index, CustomHandlerOptions entry) in entries.Index().OrderBy(pair => pair.Item.Order).ThenBy(pair => pair.Index))
            registrations.Add(entry.Enabled ? Load(entry, $"$.handlers[{index}]", errors) : Absent(entry) with { IsDisabled = true });
        HashSet<string> kept = new(entries.Where(entry => entry.Enabled).Select(entry => entry.Name), StringComparer.OrdinalIgnoreCase);
        foreach (string name in loaded.Keys.Where(name => !kept.Contains(name)).ToArray())
        {
            loaded.Remove(name);
            HandlerLog.Removed(logger, name);
        }

        return registrations;
    }

    private HandlerRegistration Load(CustomHandlerOptions entry, string path, List<ConfigurationError> errors)
    {
        LoadedHandler? before = loaded.GetValueOrDefault(entry.Name);
        if (before is not null && before.Options == entry
            && before.Fingerprint.AsSpan().SequenceEqual(HandlerLoader.FingerprintOf(entry)))
            return before.Registration;
        try
        {
            LoadedHandler next = loader.Load(entry, path);
            loaded[entry.Name] = next;
            HandlerLog.Loaded(logger, entry.Name, entry.Type, entry.Assembly, entry.Slot);
            return next.Registration;
        }
        catch (HandlerLoadException e)
        {
            errors.AddRange(e.Errors);
            return (before?.Registration ?? Absent(entry)) with { Problem = e.Message };
        }
    }

    private static HandlerRegistration Absent(CustomHandlerOptions entry) => new() { Name = entry.Name, Slot = entry.Slot };

    private void Watch(CustomHandlersOptions options)
    {
        List<FileWatch> ended = [];
        lock (updating)
        {
            if (isDisposed)
                return;
            HashSet<string> files = [.. options.Entries.Where(entry => entry.Enabled).Select(entry => entry.Assembly)];
            foreach ((string file, FileWatch watch) in watches.Where(pair => !files.Contains(pair.Key)).ToArray())
            {
                watches.Remove(file);
                ended.Add(watch);
            }

            foreach (string file in files.Where(file => !watches.ContainsKey(file)))
                watches.Add(file, new FileWatch(file, FileRegistrySource.DefaultInterval, time, OnFileChanged, logger));
        }

        // Not awaited: the call that is running may be waiting for the lock of this one.
        foreach (FileWatch watch in ended)
            _ = watch.DisposeAsync().AsTask();
    }
}
