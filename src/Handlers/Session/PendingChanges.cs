using System.Text;
using SceNettyProxy.Codecs.Sql;

namespace SceNettyProxy.Handlers.Session;

/// <summary>
/// What the SETs and USEs of a command will have changed once the server has said OK. Read from the text while it is at
/// hand, applied statement by statement afterwards. One per session, used again; costs nothing for a text without SET.
/// </summary>
internal sealed class PendingChanges
{
    private readonly List<(int Statement, SettingGroup Group, string Key, string? Sql)> settings = [];
    private readonly List<(int Statement, string Schema)> schemas = [];
    private readonly List<(int Statement, PinReasons Pin)> pins = [];

    /// <summary>COM_SET_OPTION.</summary>
    public bool? MultiStatements { get; set; }

    public void Clear()
    {
        MultiStatements = null;
        settings.Clear();
        schemas.Clear();
        pins.Clear();
    }

    /// <summary>The statement at that place of the batch will make this schema current.</summary>
    public void AddSchema(int statement, string realSchema) => schemas.Add((statement, realSchema));

    /// <summary>Notes what a SET statement changes.</summary>
    /// <param name="index">Its place in the batch.</param>
    /// <param name="text">The text of the batch.</param>
    public void AddAssignments(int index, Statement statement, ReadOnlySpan<byte> text)
    {
        foreach (ref readonly SetAssignment assignment in statement.Assignments)
            AddAssignment(index, assignment, text);
    }

    /// <summary>Applies what the first <paramref name="completed"/> statements of the batch changed.</summary>
    public void Apply(TrackedState state, int completed, ref PinReasons pinned)
    {
        if (completed > 0 && MultiStatements is { } option)
            state.MultiStatements = option;
        foreach ((int statement, SettingGroup group, string key, string? sql) in settings)
        {
            if (statement >= completed)
                continue;
            state.Record(group, key, sql);
            if (group == SettingGroup.Charset && sql is not null && CharsetOf(key, sql) is { } charset)
                state.LearnCharset(charset);
        }

        foreach ((int statement, string schema) in schemas)
        {
            if (statement < completed)
                state.Schema = schema;
        }

        foreach ((int statement, PinReasons pin) in pins)
        {
            if (statement < completed)
                pinned |= pin;
        }
    }

    private void AddAssignment(int index, in SetAssignment assignment, ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> value = assignment.Value.Of(text);
        switch (assignment.Scope)
        {
            case SetScope.Names:
                AddNames(index, assignment, text);
                break;
            case SetScope.CharacterSet when Literal(assignment.Kind, value) is { } charset:
                settings.Add((index, SettingGroup.Charset, StateKeys.CharacterSet, $"CHARACTER SET {charset}"));
                break;
            case SetScope.SessionTransaction:
                AddTransaction(index, Encoding.ASCII.GetString(value).ToUpperInvariant());
                break;
            case SetScope.Session:
                AddVariable(index, assignment, text);
                break;
            case SetScope.User:
                AddUserVariable(index, assignment, text);
                break;
            case SetScope.CharacterSet:
                pins.Add((index, PinReasons.UntrackableSet));
                break;
        }
    }

    private void AddNames(int index, in SetAssignment assignment, ReadOnlySpan<byte> text)
    {
        string? charset = Literal(assignment.Kind, assignment.Value.Of(text));
        if (charset is null)
        {
            pins.Add((index, PinReasons.UntrackableSet));
            return;
        }

        string collation = assignment.Collation.IsEmpty
            ? ""
            : $" COLLATE {Encoding.ASCII.GetString(assignment.Collation.Of(text))}";
        settings.Add((index, SettingGroup.Charset, StateKeys.Names, $"NAMES {charset}{collation}"));
    }

    private void AddTransaction(int index, string characteristics)
    {
        if (characteristics.Contains("ISOLATION", StringComparison.Ordinal))
        {
            string level = characteristics.Split(',').First(part => part.Contains("ISOLATION", StringComparison.Ordinal));
            settings.Add((index, SettingGroup.Transaction, StateKeys.Isolation, level.Trim()));
        }

        if (characteristics.Split(',').FirstOrDefault(part => part.Contains("READ ONLY", StringComparison.Ordinal)
            || part.Contains("READ WRITE", StringComparison.Ordinal)) is { } access)
            settings.Add((index, SettingGroup.Transaction, StateKeys.Access, access.Trim()));
    }

    private void AddVariable(int index, in SetAssignment assignment, ReadOnlySpan<byte> text)
    {
        string? name = VariableName(assignment.Name.Of(text));
        if (name is null || IsUntrackable(name) || IsForNextTransaction(name, assignment, text))
        {
            pins.Add((index, PinReasons.UntrackableSet));
            return;
        }

        // Autocommit is followed by the status flags; the id variables are for the next statement, which writes.
        if (name is "autocommit" or "insert_id" or "last_insert_id" or "identity")
            return;

        bool isDefault = assignment.Kind == SetValueKind.Word
            && SqlText.EqualsIgnoreCase(assignment.Value.Of(text), "DEFAULT"u8);
        string? literal = isDefault ? null : Literal(assignment.Kind, assignment.Value.Of(text));
        SettingGroup group = StateKeys.IsCharset(name) ? SettingGroup.Charset : SettingGroup.Variable;
        settings.Add((index, group, name, literal is null ? null : $"{name}={literal}"));
    }

    private void AddUserVariable(int index, in SetAssignment assignment, ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> value = assignment.Value.Of(text);
        string? name = VariableName(assignment.Name.Of(text));
        bool isWord = assignment.Kind == SetValueKind.Word;
        bool isLiteral = !isWord
            || SqlText.EqualsIgnoreCase(value, "NULL"u8)
            || SqlText.EqualsIgnoreCase(value, "TRUE"u8)
            || SqlText.EqualsIgnoreCase(value, "FALSE"u8);
        string? literal = isLiteral ? Literal(assignment.Kind, value) : null;
        if (name is null || literal is null)
            pins.Add((index, PinReasons.UserVariable));
        else
            settings.Add((index, SettingGroup.UserVariable, name, $"@{name}={literal}"));
    }

    /// <summary><c>@@transaction_isolation</c> without a scope is for the next transaction only.</summary>
    private static bool IsForNextTransaction(string name, in SetAssignment assignment, ReadOnlySpan<byte> text) =>
        StateKeys.IsTransactionVariable(name)
        && assignment.Name.Start > 0
        && text[assignment.Name.Start - 1] == (byte)'@';

    /// <summary>Variables that change what a read returns, or where writes are logged, in a way that no other server can
    /// be brought to.</summary>
    private static bool IsUntrackable(string name) =>
        name is "rand_seed1" or "rand_seed2" or "sql_log_bin" or "server_id" or "timestamp"
        || name.StartsWith("gtid_", StringComparison.Ordinal)
        || name.StartsWith("pseudo_", StringComparison.Ordinal)
        || name.StartsWith("session_track_", StringComparison.Ordinal);

    /// <summary>A variable's name in lower case, or null when it is more than a plain word.</summary>
    public static string? VariableName(ReadOnlySpan<byte> name)
    {
        if (name is [(byte)'`', .. var quoted, (byte)'`'])
            name = quoted;
        if (name.IsEmpty)
            return null;
        foreach (byte c in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'_' or (byte)'$' or (byte)'.'))
                return null;
        }

        return Encoding.ASCII.GetString(name).ToLowerInvariant();
    }

    /// <summary>
    /// The value as text that means the same under every character set and sql_mode, or null where there is none: it has
    /// to be read back then.
    /// </summary>
    private static string? Literal(SetValueKind kind, ReadOnlySpan<byte> value)
    {
        if (kind == SetValueKind.Expression || !Ascii.IsValid(value))
            return null;
        if (kind != SetValueKind.PlainString)
            return Encoding.ASCII.GetString(value);
        ReadOnlySpan<byte> content = value[1..^1];
        return $"'{Encoding.ASCII.GetString(content).Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private static string? CharsetOf(string key, string sql)
    {
        string[] words = sql.Split([' ', '=', '\''], StringSplitOptions.RemoveEmptyEntries);
        return key switch
        {
            StateKeys.Names or StateKeys.CharacterSetClient => words[1],
            StateKeys.CharacterSet => words[2],
            _ => null,
        };
    }
}
