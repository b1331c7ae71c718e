using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using SceNettyProxy.Integration.ZooKeeper.Content;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Commands.Tree;

/// <summary><c>sceproxy tree create|set|delete</c>: one database, by the keys of databases.json.</summary>
internal static class TreeDatabaseCommands
{
    private const string PasswordKey = "password";
    private const string PolicyKey = "sqlPolicy";

    private static readonly Argument<string> Database = new("database") { Description = "The name that clients log in with." };

    private static readonly Argument<string[]> Settings = new("key=value")
    {
        Description = "Keys of a database in databases.json: primary=10.0.0.1:3306 'replicas=[\"10.0.0.2\"]'. A value that is JSON is "
            + "taken as such, else as text; an empty one takes the key away. password= is asked for, or read from standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command CreateCreate()
    {
        Command command = new("create", "Create a database.") { Database, Settings };
        TreeAction.Add(command, (session, result, console) => WriteAsync(session, result, console, mustExist: false));
        return command;
    }

    public static Command CreateSet()
    {
        Command command = new("set", "Change a database.") { Database, Settings };
        TreeAction.Add(command, (session, result, console) => WriteAsync(session, result, console, mustExist: true));
        return command;
    }

    public static Command CreateDelete()
    {
        Command command = new("delete", "Delete a database. Its sessions end.") { Database };
        TreeAction.Add(command, async (session, result, console) =>
        {
            string name = result.GetRequiredValue(Database);
            if (await session.Store.DeleteDatabaseAsync(name).ConfigureAwait(false))
                console.Output.WriteLine($"deleted database {name}");
            else
                console.Output.WriteLine($"there is no database {name}");
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<int> WriteAsync(
        TreeSession session, ParseResult result, InvocationConfiguration console, bool mustExist)
    {
        string name = result.GetRequiredValue(Database);
        IReadOnlyDictionary<string, string>? before = await session.Store.ReadDatabaseAsync(name).ConfigureAwait(false);
        if (mustExist && before is null)
        {
            console.Error.WriteLine($"there is no database {name}");
            return ExitCode.BadInput;
        }

        // A database that is created again becomes what is asked for now, and nothing is kept of what it was.
        JsonObject entry = [];
        if (mustExist)
        {
            if (EntryConverter.ToEntry(name, before!, out IReadOnlyList<ConfigurationError> wrong) is not { } found)
                return TreeAction.Fail(console.Error, wrong);
            entry = found;
            // What goes without saying follows the type when that is changed.
            if (IsDefaultPolicy(entry))
                entry.Remove(PolicyKey);
        }

        foreach (string setting in result.GetRequiredValue(Settings))
        {
            if (!TrySet(entry, setting, console.Error))
                return ExitCode.BadInput;
        }

        if (!entry.ContainsKey(PolicyKey))
            entry[PolicyKey] = DefaultPolicyOf(entry);
        IReadOnlyList<ConfigurationError> invalid = session.CheckEntry(name, entry);
        if (invalid.Count > 0)
            return TreeAction.Fail(console.Error, invalid);
        (TreeOutcome outcome, IReadOnlyList<ConfigurationError> errors) = await session.WriteAsync(
            name, session.Converter.ToNodes(name, entry), await session.Store.ReadTypesAsync().ConfigureAwait(false)).ConfigureAwait(false);
        if (errors.Count > 0)
            return TreeAction.Fail(console.Error, errors);
        console.Output.WriteLine(outcome == TreeOutcome.Unchanged ? "nothing has changed" : $"{(outcome == TreeOutcome.Created ? "created" : "changed")} database {name}");
        return ExitCode.Success;
    }

    private static bool IsDefaultPolicy(JsonObject entry) =>
        entry[PolicyKey] is JsonValue policy && policy.TryGetValue(out string? text) && text == DefaultPolicyOf(entry);

    private static string DefaultPolicyOf(JsonObject entry) => EntryConverter.DefaultPolicyOf(
        entry["type"] is JsonValue type && type.TryGetValue(out string? text) ? text : DatabaseDefinition.DefaultType);

    private static bool TrySet(JsonObject entry, string setting, TextWriter error)
    {
        int equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            error.WriteLine($"\"{setting}\" must be key=value");
            return false;
        }

        string key = setting[..equals];
        string value = setting[(equals + 1)..];
        if (key == PasswordKey)
        {
            // An argument is seen by every user of the machine.
            if (value.Length > 0)
            {
                error.WriteLine("a password is not taken from the command line: password= asks for it");
                return false;
            }

            value = (Console.IsInputRedirected ? Console.In.ReadLine() : PasswordPrompt.Read(error)) ?? "";
            entry[key] = value;
        }
        else if (value.Length == 0)
        {
            entry.Remove(key);
        }
        else
        {
            entry[key] = Parse(value);
        }

        return true;
    }

    private static JsonNode? Parse(string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            return JsonValue.Create(value);
        }
    }
}
