using System.Text;
using SceNettyProxy.Codecs.Sql;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Handlers.PrivateSql;

/// <summary>Reads what stands behind SCE FORBID SET and SCE FORBID LIFT. Names may be quoted; comments do not count.</summary>
internal static class ForbidOrder
{
    private const string DefaultReason = "set by the operator";

    /// <summary>Reads <c>db [TABLE t[, t]] ALL | verb[, verb] FOR n SECONDS | PERMANENT [BECAUSE 'reason']</c>.</summary>
    /// <param name="problem">What is wrong where null is returned.</param>
    public static DatabaseForbid? ReadSet(string argument, SqlReading reading, out string problem)
    {
        var words = new OrderReader(Encoding.UTF8.GetBytes(argument), reading);
        problem = "the name of a database must follow SCE FORBID SET";
        if (words.TakeName() is not { } database)
            return null;

        List<string>? tables = null;
        if (words.Take("TABLE"))
        {
            tables = [];
            do
            {
                problem = "a table must be named behind TABLE";
                if (words.TakeTable() is not { } table)
                    return null;
                if (!tables.Contains(table, StringComparer.Ordinal))
                    tables.Add(table);
            }
            while (words.TakeComma());
        }

        List<string> verbs = [];
        do
        {
            problem = "ALL or verbs must say what is forbidden";
            if (words.TakeWord() is not { } verb || !ForbidVerbs.IsVerb(verb))
                return null;
            verbs.Add(verb);
        }
        while (words.TakeComma());

        long seconds = 0;
        problem = "FOR <n> SECONDS or PERMANENT must say for how long";
        if (!words.Take("PERMANENT") && !(words.Take("FOR") && words.TakeNumber(out seconds) && words.Take("SECONDS")))
            return null;

        string? reason = DefaultReason;
        problem = "a string must follow BECAUSE";
        if (words.Take("BECAUSE") && (reason = words.TakeString()) is null)
            return null;
        problem = "nothing may follow it";
        if (!words.IsAtEnd)
            return null;
        ForbidDefinition forbid = new()
        {
            Kind = seconds == 0 ? ForbidKind.Permanent : ForbidKind.Timed,
            Duration = seconds,
            Reason = reason,
        };
        var forbidden = ForbidVerbs.From(verbs);
        return new DatabaseForbid(database, tables is null
            ? forbid with { Verbs = forbidden }
            : forbid with { Object = ForbidObject.Table, Tables = [.. tables.Select(table => new TableForbid(table, forbidden))] });
    }

    /// <summary>Reads <c>db [TABLE t]</c>.</summary>
    public static bool ReadLift(
        string argument, SqlReading reading, out string database, out string? table, out string problem)
    {
        var words = new OrderReader(Encoding.UTF8.GetBytes(argument), reading);
        database = words.TakeName() ?? "";
        table = null;
        problem = "the name of a database must follow SCE FORBID LIFT";
        if (database.Length == 0)
            return false;
        problem = "a table must be named behind TABLE";
        if (words.Take("TABLE") && (table = words.TakeTable()) is null)
            return false;
        problem = "nothing may follow it";
        return words.IsAtEnd;
    }
}
