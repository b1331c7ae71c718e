using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>Reads what a database changes in the pool settings.</summary>
internal static class PoolReader
{
    public static PoolDefinition Read(ObjectReader database, ErrorList errors)
    {
        if (database.Object("pool") is not { } reader)
            return PoolDefinition.Inherited;
        PoolDefinition pool = new()
        {
            Max = (int?)reader.Whole("max", 1, PoolOptions.MaxConnections),
            Min = (int?)reader.Whole("min", 0, PoolOptions.MaxConnections),
            Idle = reader.Seconds("idle", 1, PoolOptions.MaxSeconds),
            ConnectTimeout = reader.Seconds("connectTimeout", PoolOptions.MinTimeoutSeconds, PoolOptions.MaxTimeoutSeconds),
            WaitTimeout = reader.Seconds("waitTimeout", PoolOptions.MinTimeoutSeconds, PoolOptions.MaxTimeoutSeconds),
            CheckAfter = reader.Seconds("checkAfter", 0, PoolOptions.MaxSeconds),
            Drain = reader.Seconds("drain", 0, PoolOptions.MaxSeconds),
            ReplicaRetry = reader.Seconds("replicaRetry", 0, PoolOptions.MaxSeconds),
        };
        reader.Finish();
        if (pool.Min > pool.Max)
            errors.Add(reader.PathOf("min"), "must not be above max");
        return pool;
    }
}
