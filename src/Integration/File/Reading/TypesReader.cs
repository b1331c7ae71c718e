using System.Collections.Frozen;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>
/// Reads the quotas by type name. The keys are those of the registry tree that this file stands for; a quota that is left
/// out has the value of the type <c>default</c> as built in.
/// </summary>
internal static class TypesReader
{
    private const double MaxSeconds = 86_400 * 365;

    public static FrozenDictionary<string, TypeDefinition> Read(ObjectReader root, ErrorList errors)
    {
        Dictionary<string, TypeDefinition> types =
            TypeDefinition.BuiltIn.ToDictionary(type => type.Name, StringComparer.Ordinal);
        if (root.Object("types") is not { } reader)
            return types.ToFrozenDictionary(StringComparer.Ordinal);
        foreach ((string name, JsonItem item) in reader.Members())
        {
            if (name.Length == 0)
                errors.Add(item.Path, "a type needs a name");
            if (ObjectReader.Open(item, errors) is { } type)
                types[name] = ReadOne(name, type);
        }

        return types.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Reads one type.</summary>
    public static TypeDefinition ReadOne(string name, ObjectReader reader)
    {
        TypeDefinition type = new() { Name = name };
        type = type with
        {
            Connections = reader.Whole("maxconn", 0, long.MaxValue) ?? type.Connections,
            Disk = reader.Whole("disk", 0, long.MaxValue) ?? type.Disk,
            Network = reader.Whole("network", 0, long.MaxValue) ?? type.Network,
            TableSize = reader.Whole("tablesize", 0, long.MaxValue) ?? type.TableSize,
            TableRows = reader.Whole("tablerows", 0, long.MaxValue) ?? type.TableRows,
            Tables = reader.Whole("tablenums", 0, long.MaxValue) ?? type.Tables,
            SlowQueryDuration = reader.Seconds("slowquery_duration", 0, MaxSeconds) ?? type.SlowQueryDuration,
            SlowQueries = reader.Whole("slowquery_times", 0, long.MaxValue) ?? type.SlowQueries,
            CpuTime = reader.Seconds("cputime", 0, MaxSeconds) ?? type.CpuTime,
        };
        reader.Finish();
        return type;
    }
}
