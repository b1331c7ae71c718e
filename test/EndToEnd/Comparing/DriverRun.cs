using System.Data.Common;
using System.Reflection;

namespace SceNettyProxy.EndToEnd.Comparing;

/// <summary>Runs a case of a driver on both sides, prints with what it connected, and compares.</summary>
internal static class DriverRun
{
    /// <param name="context">Of the running test.</param>
    /// <param name="driver">The driver's name and version.</param>
    /// <param name="settings">The connection's settings for a port.</param>
    /// <param name="body">The case.</param>
    /// <param name="setup">Statements run on the primary before, and replicated before the case begins.</param>
    public static async Task CompareAsync<TSettings>(
        TestContext context, string driver, Func<int, TSettings> settings, Func<TSettings, Transcript, Task> body, string setup)
        where TSettings : DbConnectionStringBuilder
    {
        var directSettings = settings(SharedServers.DirectPort);
        var direct = await RunAsync(directSettings, body, setup);
        var otherSettings = settings(SharedServers.OtherPort);
        var other = await RunAsync(otherSettings, body, setup);
        SideBySide.AssertEqual(
            context, direct.Lines, other.Lines, $"{driver}; direct {WithoutPassword(directSettings)}; other {WithoutPassword(otherSettings)}");
    }

    /// <summary>Runs on the server itself what the driver cannot do; prints the error, and demands that it is the expected one.</summary>
    /// <param name="context">Of the running test.</param>
    /// <param name="what">What cannot be done.</param>
    /// <param name="expected">A part of the error.</param>
    /// <param name="setup">Statements run before.</param>
    /// <param name="body">The attempt.</param>
    public static async Task CannotAsync(TestContext context, string what, string expected, string setup, Func<Task> body)
    {
        await FreshSchema.CreateAsync(setup);
        var error = await Assert.ThrowsAsync<Exception>(body, $"The driver can do this by now, so it needs a compared case: {what}");
        SideBySide.Print(context, $"not counted: {what}: {error.GetType().Name}: {error.Message}");
        Assert.Contains(expected, error.Message);
    }

    /// <summary>The name and the version of the package that a driver's type comes from.</summary>
    public static string NameOf(Type type)
    {
        var version = type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return $"{type.Assembly.GetName().Name} {version.Split('+')[0]}";
    }

    /// <summary>The settings as text that may be shown.</summary>
    public static string WithoutPassword(DbConnectionStringBuilder settings)
    {
        var shown = new DbConnectionStringBuilder { ConnectionString = settings.ConnectionString };
        shown.Remove("Password");
        return shown.ConnectionString;
    }

    private static async Task<Transcript> RunAsync<TSettings>(TSettings settings, Func<TSettings, Transcript, Task> body, string setup)
    {
        await FreshSchema.CreateAsync(setup);
        var seen = new Transcript();
        await body(settings, seen);
        return seen;
    }
}
