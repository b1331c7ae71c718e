using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Reads <c>learning</c>.</summary>
internal static class LearningOptionsReader
{
    public static LearningOptions Read(SectionReader reader)
    {
        LearningOptions defaults = new();
        LearningOptions options = new()
        {
            Folder = reader.Text("folder", defaults.Folder, allowEmpty: true),
            MaxDigests = reader.Whole("maxDigests", defaults.MaxDigests, 1, LearningOptions.MostDigests),
            FlushInterval = reader.Seconds(
                "flushInterval", defaults.FlushInterval, LearningOptions.MinFlushSeconds, LearningOptions.MaxFlushSeconds),
        };
        reader.Finish();
        return options;
    }
}
