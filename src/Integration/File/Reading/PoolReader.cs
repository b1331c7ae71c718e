using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Integration.File.Reading;

/// <summary>Reads what a database changes in the pool settings.</summary>
internal static class PoolReader
{
    public static PoolDefinition Read(ObjectReader database, string folder, ErrorList errors)
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
            Tls = reader.Choice<ServerTlsMode>("tls"),
            TlsCa = ReadPath(reader, "tlsCa", folder),
            TlsCertificate = ReadPath(reader, "tlsCertificate", folder),
            TlsKey = ReadPath(reader, "tlsKey", folder),
            ServerPublicKey = ReadPath(reader, "serverPublicKey", folder),
            AllowPublicKeyRetrieval = reader.OptionalFlag("allowPublicKeyRetrieval"),
            AllowClearPassword = reader.OptionalFlag("allowClearPassword"),
            ProxyProtocol = reader.Choice<ServerProxyProtocol>("proxyProtocol"),
        };
        reader.Finish();
        if (pool.Min > pool.Max)
            errors.Add(reader.PathOf("min"), "must not be above max");
        CheckFiles(reader, pool, errors);
        return pool;
    }

    /// <summary>A full path; empty for none, which takes the proxy's away; null where the key is missing.</summary>
    private static string? ReadPath(ObjectReader reader, string key, string folder)
    {
        string? path = reader.Text(key, allowEmpty: true);
        return path is { Length: > 0 } ? Path.GetFullPath(path, folder) : path;
    }

    private static void CheckFiles(ObjectReader reader, PoolDefinition pool, ErrorList errors)
    {
        Check("tlsCa", ServerTlsFiles.None with { Ca = pool.TlsCa ?? "" });
        Check("tlsCertificate", ServerTlsFiles.None with { Certificate = pool.TlsCertificate ?? "", Key = pool.TlsKey ?? "" });
        Check("serverPublicKey", ServerTlsFiles.None with { ServerPublicKey = pool.ServerPublicKey ?? "" });

        void Check(string key, ServerTlsFiles one)
        {
            try
            {
                ServerCertificates.Read(one);
            }
            catch (SecretException e)
            {
                errors.Add(reader.PathOf(key), e.Message);
            }
        }
    }
}
