using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Reads <c>quota</c>.</summary>
internal static class QuotaOptionsReader
{
    public static QuotaOptions Read(SectionReader reader)
    {
        QuotaOptions defaults = new();
        QuotaOptions options = new()
        {
            Enabled = reader.Flag("enabled", defaults.Enabled),
            Interval = reader.Seconds("interval", defaults.Interval, QuotaOptions.MinSeconds, QuotaOptions.MaxSeconds),
            Forbid = reader.Seconds("forbid", defaults.Forbid, QuotaOptions.MinSeconds, QuotaOptions.MaxSeconds),
            Window = reader.Seconds("window", defaults.Window, QuotaOptions.MinSeconds, QuotaOptions.MaxSeconds),
            Timeout = reader.Seconds("timeout", defaults.Timeout, QuotaOptions.MinSeconds, QuotaOptions.MaxTimeoutSeconds),
        };
        reader.Finish();
        return options;
    }
}
