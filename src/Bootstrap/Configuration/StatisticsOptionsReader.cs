using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Reads <c>statistics</c>.</summary>
internal static class StatisticsOptionsReader
{
    /// <param name="keyFile">The key of encrypted passwords, an absolute path; empty for none.</param>
    /// <param name="first">The first listener.</param>
    public static StatisticsOptions Read(SectionReader reader, string keyFile, ListenerOptions first)
    {
        StatisticsOptions defaults = new();
        SectionReader database = reader.Section("database");
        StatisticsOptions options = new()
        {
            Folder = reader.Text("folder", defaults.Folder, allowEmpty: true),
            KeepDays = reader.Whole("keepDays", defaults.KeepDays, 0, StatisticsOptions.MaxKeepDays),
            FlushInterval = reader.Seconds(
                "flushInterval", defaults.FlushInterval, StatisticsOptions.MinFlushSeconds, StatisticsOptions.MaxFlushSeconds),
            Database = StatisticsDatabaseReader.Read(database, keyFile),
        };
        reader.Finish();
        if (options.Database.Host.Length > 0 && options.Folder.Length == 0)
            reader.Fail("folder", "must not be empty where there is a database.host");
        StatisticsDatabaseReader.Check(database, options.Database, first);
        return options;
    }
}
