using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Hosting;

/// <summary>Gives the levels of <c>logging</c> to the logger factory, again whenever they change.</summary>
internal sealed class LoggingLevels : IConfigureOptions<LoggerFilterOptions>, IOptionsChangeTokenSource<LoggerFilterOptions>, IDisposable
{
    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";

    private readonly Live<LoggingOptions> options;
    private CancellationTokenSource changing = new();

    public LoggingLevels(Live<LoggingOptions> options)
    {
        this.options = options;
        options.Changed += OnChanged;
    }

    public string? Name => Options.DefaultName;

    public void Configure(LoggerFilterOptions options)
    {
        // A start that fails is told once, by the command line, without the host's stack trace in front.
        options.Rules.Add(new LoggerFilterRule(null, HostCategory, LogLevel.Critical, null));
        foreach (CategoryLevel level in this.options.Value.Levels)
        {
            if (level.Category == LoggingOptions.DefaultCategory)
                options.MinLevel = level.Level;
            else
                options.Rules.Add(new LoggerFilterRule(null, level.Category, level.Level, null));
        }
    }

    public IChangeToken GetChangeToken() => new CancellationChangeToken(Volatile.Read(ref changing).Token);

    public void Dispose()
    {
        options.Changed -= OnChanged;
        changing.Dispose();
    }

    private void OnChanged(LoggingOptions changed)
    {
        using CancellationTokenSource old = Interlocked.Exchange(ref changing, new CancellationTokenSource());
        old.Cancel();
    }
}
