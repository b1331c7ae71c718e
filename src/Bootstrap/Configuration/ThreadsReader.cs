using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Transport.Affinity;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>
/// Reads <c>threads</c>: the three groups that always exist, and any number of further worker groups.
/// </summary>
internal static class ThreadsReader
{
    private const int MaxThreads = 1024;
    private const int MaxCoalescing = 1000;

    public static EquatableArray<ThreadGroupOptions> Read(SectionReader root)
    {
        SectionReader threads = root.Section("threads");
        List<ThreadGroupOptions> groups = [];
        foreach (ThreadGroupOptions group in ThreadGroupOptions.Defaults)
            groups.Add(ReadGroup(threads.Section(group.Name), group));
        foreach (string name in threads.Names())
        {
            if (!groups.Exists(group => string.Equals(group.Name, name, StringComparison.OrdinalIgnoreCase)))
                groups.Add(ReadGroup(threads.Section(name), new ThreadGroupOptions { Name = name }));
        }

        return [.. groups];
    }

    private static ThreadGroupOptions ReadGroup(SectionReader reader, ThreadGroupOptions defaults)
    {
        ThreadGroupOptions group = defaults with
        {
            Count = reader.Whole("count", defaults.Count, 0, MaxThreads),
            Cpus = [.. reader.Numbers("cpus", 0) ?? []],
            Coalescing = TimeSpan.FromMicroseconds(
                reader.Whole("coalesceMicroseconds", (int)defaults.Coalescing.TotalMicroseconds, 0, MaxCoalescing)),
        };
        try
        {
            ThreadAffinity.Validate([.. group.Cpus]);
        }
        catch (Exception e) when (e is ArgumentException or PlatformNotSupportedException)
        {
            reader.Fail("cpus", e is ArgumentException { ParamName: not null } ? e.Message.Split(" (Parameter")[0] : e.Message);
        }

        reader.Finish();
        return group;
    }
}
