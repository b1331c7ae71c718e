namespace SceNettyProxy.Integration.Statistics;

/// <summary>The table cannot be used as it is; the message says why.</summary>
internal sealed class StatisticsException(string message) : Exception(message);
