using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Testing.Buffers;

/// <summary>Gives DotNetty loggers that keep the leak detector's errors and drop the rest.</summary>
internal sealed class LeakLoggerFactory(LeakReports reports) : ILoggerFactory, ILogger
{
    private const string LeakMark = "LEAK:";

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
        // There is one place for the reports.
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var message = formatter(state, exception);
        if (message.Contains(LeakMark, StringComparison.Ordinal))
            reports.Add(message);
    }
}
