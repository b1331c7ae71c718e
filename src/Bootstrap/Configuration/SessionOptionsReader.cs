using System.Globalization;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.MySql.Authentication;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Configuration;

/// <summary>Reads <c>session</c>.</summary>
internal static class SessionOptionsReader
{
    // Connection ids have 22 bits for a counter, and an id in use is not given again.
    private const int MaxSessions = 4_000_000;
    private const double MaxIdleSeconds = 86_400 * 365;
    private const double MaxLoginSeconds = 3600;
    private const double MaxStopSeconds = 3600;
    private const int MaxStatements = 1_048_576;

    // A login packet and the head of a command are held up to this size, so a smaller bound would not hold.
    private const long MinHeldStatement = 64 << 10;
    private const long MaxHeldStatement = 1L << 30;
    private const long MaxHeldBudget = 1L << 40;

    public static SessionOptions Read(SectionReader reader)
    {
        SessionOptions defaults = new();
        SessionOptions options = new()
        {
            Node = ReadNode(reader),
            ServerVersion = reader.Text("serverVersion", defaults.ServerVersion),
            IdleTimeout = reader.Seconds("idleTimeout", defaults.IdleTimeout, 1, MaxIdleSeconds),
            InteractiveTimeout = reader.Seconds("interactiveTimeout", defaults.InteractiveTimeout, 1, MaxIdleSeconds),
            AuthPlugin = reader.Text("authPlugin", defaults.AuthPlugin),
            RsaKey = reader.FilePath("rsaKey", defaults.RsaKey),
            LoginTimeout = reader.Seconds("loginTimeout", defaults.LoginTimeout, 0.1, MaxLoginSeconds),
            MaxSessions = reader.Whole("maxSessions", defaults.MaxSessions, 1, MaxSessions),
            MaxUnauthenticated = reader.Whole("maxUnauthenticated", defaults.MaxUnauthenticated, 1, MaxSessions),
            MaxUnauthenticatedPerAddress =
                reader.Whole("maxUnauthenticatedPerAddress", defaults.MaxUnauthenticatedPerAddress, 1, MaxSessions),
            MaxSessionsPerAddress = reader.Whole("maxSessionsPerAddress", defaults.MaxSessionsPerAddress, 0, MaxSessions),
            LoginWithoutDatabase = reader.Choice("loginWithoutDatabase", defaults.LoginWithoutDatabase),
            Errors = reader.Choice("errors", defaults.Errors),
            MaxHeldStatement = reader.Bytes("maxHeldStatement", defaults.MaxHeldStatement, MinHeldStatement, MaxHeldStatement),
            HeldBudget = reader.Bytes("heldBudget", defaults.HeldBudget, MinHeldStatement, MaxHeldBudget),
            MaxPreparedStatements =
                reader.Whole("maxPreparedStatements", defaults.MaxPreparedStatements, 0, MaxStatements),
            StopTimeout = reader.Seconds("stopTimeout", defaults.StopTimeout, 0, MaxStopSeconds),
        };
        reader.Finish();
        if (options.HeldBudget < options.MaxHeldStatement)
            reader.Fail("heldBudget", "must not be below maxHeldStatement");
        if (options.AuthPlugin is not (NativePassword.PluginName or CachingSha2Password.PluginName))
            reader.Fail("authPlugin", $"must be {NativePassword.PluginName} or {CachingSha2Password.PluginName}");
        CheckRsaKey(reader, options.RsaKey);
        if (options.ServerVersion.Any(c => c is < ' ' or > '~'))
            reader.Fail("serverVersion", "must be printable ASCII");
        return options;
    }

    private static int? ReadNode(SectionReader reader)
    {
        const string auto = "auto";
        string text = reader.Text("node", auto);
        if (text == auto)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int node) && node <= SessionOptions.MaxNode)
            return node;
        reader.Fail("node", $"must be 0..{SessionOptions.MaxNode} or {auto}");
        return null;
    }

    private static void CheckRsaKey(SectionReader reader, string path)
    {
        try
        {
            if (path.Length > 0)
                RsaKeyFile.Read(path).Dispose();
        }
        catch (SecretException e)
        {
            reader.Fail("rsaKey", e.Message);
        }
    }
}
