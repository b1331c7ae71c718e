using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Reads <c>statistics</c>.</summary>
internal static class StatisticsOptionsReader
{
    public static StatisticsOptions Read(SectionReader reader)
    {
        StatisticsOptions defaults = new();
        StatisticsOptions options = new()
        {
            Folder = reader.Text("folder", defaults.Folder, allowEmpty: true),
            KeepDays = reader.Whole("keepDays", defaults.KeepDays, 0, StatisticsOptions.MaxKeepDays),
            FlushInterval = reader.Seconds(
                "flushInterval", defaults.FlushInterval, StatisticsOptions.MinFlushSeconds, StatisticsOptions.MaxFlushSeconds),
        };
        reader.Finish();
        return options;
    }
}
