using DotNetty.Buffers;
using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Handlers.Backend;

namespace SceNettyProxy.Handlers.Session;

/// <summary>Brings a backend connection to the state of the session that holds it.</summary>
internal static class StateReplay
{
    /// <summary>The connection is where the session's next statement needs it.</summary>
    public static bool IsCurrent(TrackedState state, BackendConnection connection, bool autocommit)
    {
        AppliedState applied = connection.State;
        return applied.Version == state.Version
            && applied.MultiStatements == state.MultiStatements
            && (applied.Schema == state.Schema || state.Schema.Length == 0)
            && HasAutocommit(connection) == autocommit;
    }

    /// <summary>
    /// Writes what is missing, without a flush; every answer is checked. <paramref name="failed"/> runs for each that is an
    /// error or lost, <paramref name="done"/> after the last one if none was.
    /// </summary>
    public static void Send(
        TrackedState state,
        BackendConnection connection,
        bool autocommit,
        Action<InternalExchange> failed,
        Action done)
    {
        List<(ResponseContext Context, IByteBuffer Packet)> commands = Commands(state, connection, autocommit);
        int left = commands.Count;
        bool ok = true;
        foreach ((ResponseContext context, IByteBuffer packet) in commands)
        {
            connection.SendInternal(
                new InternalExchange(context, exchange =>
                {
                    left--;
                    if (!exchange.IsOk && ok)
                    {
                        ok = false;
                        failed(exchange);
                    }
                    else if (left == 0 && ok)
                    {
                        done();
                    }
                }),
                packet);
        }

        connection.State.Version = state.Version;
        connection.State.MultiStatements = state.MultiStatements;
        if (state.Schema.Length > 0)
            connection.State.Schema = state.Schema;
        if (left == 0)
            done();
    }

    private static List<(ResponseContext, IByteBuffer)> Commands(
        TrackedState state, BackendConnection connection, bool autocommit)
    {
        IByteBufferAllocator allocator = connection.Channel!.Allocator;
        AppliedState applied = connection.State;
        List<(ResponseContext, IByteBuffer)> commands = [];
        if (applied.MultiStatements != state.MultiStatements)
            commands.Add((ResponseContext.EofOrOk, CommandPackets.SetMultiStatements(allocator, state.MultiStatements)));
        if (applied.Schema != state.Schema && state.Schema.Length > 0)
            commands.Add((ResponseContext.SimpleOk, CommandPackets.InitDb(allocator, state.Schema)));

        // The character set first, in a text of its own: it decides how the next text is read.
        AddSet(commands, connection, state, SettingGroup.Charset);
        AddSet(commands, connection, state, SettingGroup.Variable);
        AddSet(commands, connection, state, SettingGroup.UserVariable);
        foreach (TrackedSetting setting in state.Settings)
        {
            if (setting.Group == SettingGroup.Transaction && setting.Version > applied.Version)
                commands.Add(Query(allocator, connection.Capabilities, $"SET SESSION TRANSACTION {setting.Sql}"));
        }

        if (HasAutocommit(connection) != autocommit)
            commands.Add(Query(allocator, connection.Capabilities, autocommit ? "SET autocommit=1" : "SET autocommit=0"));
        return commands;
    }

    private static void AddSet(
        List<(ResponseContext, IByteBuffer)> commands,
        BackendConnection connection,
        TrackedState state,
        SettingGroup group)
    {
        long appliedVersion = connection.State.Version;
        bool isMariaDb = connection.Flavor == ServerFlavor.MariaDb;
        // The settings of a character set depend on their order among each other: all or none.
        bool any = false;
        foreach (TrackedSetting setting in state.Settings)
            any |= setting.Group == group && setting.Version > appliedVersion && Exists(setting, connection);
        if (!any)
            return;

        List<string> parts = [];
        foreach (TrackedSetting setting in state.Settings)
        {
            if (setting.Group == group && (group == SettingGroup.Charset || setting.Version > appliedVersion)
                && Exists(setting, connection))
                parts.Add(ForServer(setting.Sql!, isMariaDb));
        }

        commands.Add(Query(connection.Channel!.Allocator, connection.Capabilities, $"SET {string.Join(", ", parts)}"));
    }

    /// <summary>Servers without the mode for MySQL's connector for .NET do without the setting.</summary>
    private static bool Exists(TrackedSetting setting, BackendConnection connection) =>
        setting.Sql != StateKeys.NoNullCollationIds || MariaDbVersion.HasNoNullCollationIds(connection.Server?.ServerVersion);

    /// <summary>MySQL 8's collations are unknown to MariaDB, which takes its defaults when a login names one.</summary>
    private static string ForServer(string sql, bool isMariaDb) =>
        isMariaDb && sql.StartsWith("NAMES ", StringComparison.Ordinal) && sql.Contains("_0900_", StringComparison.Ordinal)
            ? "NAMES DEFAULT"
            : sql;

    private static bool HasAutocommit(BackendConnection connection) =>
        (connection.Status & ServerStatus.Autocommit) != 0;

    private static (ResponseContext, IByteBuffer) Query(
        IByteBufferAllocator allocator, CapabilityFlags capabilities, string sql) =>
        (ResponseContext.Query, CommandPackets.Query(allocator, sql, capabilities));
}
