using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Reads <c>pool</c>.</summary>
internal static class PoolOptionsReader
{
    public static PoolOptions Read(SectionReader reader)
    {
        PoolOptions defaults = new();
        const double shortest = PoolOptions.MinTimeoutSeconds;
        const double longest = PoolOptions.MaxTimeoutSeconds;
        PoolOptions options = new()
        {
            Max = reader.Whole("max", defaults.Max, 1, PoolOptions.MaxConnections),
            Min = reader.Whole("min", defaults.Min, 0, PoolOptions.MaxConnections),
            Idle = reader.Seconds("idle", defaults.Idle, 1, PoolOptions.MaxSeconds),
            ConnectTimeout = reader.Seconds("connectTimeout", defaults.ConnectTimeout, shortest, longest),
            WaitTimeout = reader.Seconds("waitTimeout", defaults.WaitTimeout, shortest, longest),
            CheckAfter = reader.Seconds("checkAfter", defaults.CheckAfter, 0, PoolOptions.MaxSeconds),
            Drain = reader.Seconds("drain", defaults.Drain, 0, PoolOptions.MaxSeconds),
            ReplicaRetry = reader.Seconds("replicaRetry", defaults.ReplicaRetry, 0, PoolOptions.MaxSeconds),
            Tls = reader.Choice("tls", defaults.Tls),
            TlsCa = reader.FilePath("tlsCa", defaults.TlsCa),
            TlsCertificate = reader.FilePath("tlsCertificate", defaults.TlsCertificate),
            TlsKey = reader.FilePath("tlsKey", defaults.TlsKey),
            ServerPublicKey = reader.FilePath("serverPublicKey", defaults.ServerPublicKey),
            AllowPublicKeyRetrieval = reader.Flag("allowPublicKeyRetrieval", defaults.AllowPublicKeyRetrieval),
            AllowClearPassword = reader.Flag("allowClearPassword", defaults.AllowClearPassword),
            ProxyProtocol = reader.Choice("proxyProtocol", defaults.ProxyProtocol),
        };
        reader.Finish();
        if (options.Min > options.Max)
            reader.Fail("min", "must not be above max");
        CheckFiles(reader, options.TlsFiles);
        return options;
    }

    private static void CheckFiles(SectionReader reader, ServerTlsFiles files)
    {
        Check("tlsCa", ServerTlsFiles.None with { Ca = files.Ca });
        Check("tlsCertificate", ServerTlsFiles.None with { Certificate = files.Certificate, Key = files.Key });
        Check("serverPublicKey", ServerTlsFiles.None with { ServerPublicKey = files.ServerPublicKey });

        void Check(string key, ServerTlsFiles one)
        {
            try
            {
                ServerCertificates.Read(one);
            }
            catch (SecretException e)
            {
                reader.Fail(key, e.Message);
            }
        }
    }
}
