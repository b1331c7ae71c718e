using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Hosting;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Tests.Hosting;

[TestClass]
public sealed class LoggingLevelsTests
{
    [TestMethod]
    public void The_longest_matching_category_counts_and_a_change_reaches_existing_loggers()
    {
        using ConfigurationFolder folder = new();
        using IHost host = HostFactory.Create(new ConfigurationSource(folder.Path, []), new ProxyOptions());
        ILoggerFactory factory = host.Services.GetRequiredService<ILoggerFactory>();
        ILogger own = factory.CreateLogger("SceNettyProxy.Handlers.Session");
        ILogger network = factory.CreateLogger("DotNetty.Buffers.Pool");
        Assert.IsTrue(own.IsEnabled(LogLevel.Information));
        Assert.IsFalse(own.IsEnabled(LogLevel.Debug));
        Assert.IsTrue(network.IsEnabled(LogLevel.Warning));
        Assert.IsFalse(network.IsEnabled(LogLevel.Information));

        host.Services.GetRequiredService<Live<LoggingOptions>>().Set(new LoggingOptions
        {
            Levels =
            [
                new CategoryLevel("Default", LogLevel.Error),
                new CategoryLevel("SceNettyProxy", LogLevel.Warning),
                new CategoryLevel("SceNettyProxy.Handlers", LogLevel.Trace),
            ],
        });
        Assert.IsTrue(own.IsEnabled(LogLevel.Trace));
        Assert.IsFalse(network.IsEnabled(LogLevel.Warning));
        Assert.IsFalse(factory.CreateLogger("SceNettyProxy.Tenancy").IsEnabled(LogLevel.Information));
    }
}
