using System.Collections.Frozen;
using System.Text.Json;
using SceNettyProxy.Integration.File.Reading;
using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Policies;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Secrets;
using SceNettyProxy.Tenancy.Settings;
using IOFile = System.IO.File;

namespace SceNettyProxy.Integration.File;

/// <summary>
/// Reads databases.json: JSON with comments and trailing commas. The whole file is validated, and every error is reported
/// with its path. conf/databases.json shows every key.
/// </summary>
public static class DatabasesFile
{
    private static readonly JsonDocumentOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Reads a file. A file that cannot be read is an error like the others.</summary>
    /// <param name="path">The file.</param>
    /// <param name="keyFile">The key of encrypted passwords, see <see cref="SecretKeyFile"/>; null when there is none.</param>
    /// <param name="policies">The policies that databases may name; the built-in ones where they are left out.</param>
    public static RegistryFileContent Load(string path, string? keyFile, SqlPolicies? policies = null)
    {
        try
        {
            SecretProtector? secrets = keyFile is null ? null : new SecretProtector(SecretKeyFile.Read(keyFile));
            return Parse(IOFile.ReadAllBytes(path), secrets, Path.GetDirectoryName(Path.GetFullPath(path)), policies);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SecretException)
        {
            return new RegistryFileContent(null, [new ConfigurationError(JsonPath.Root, e.Message)]);
        }
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="utf8">The text, with or without byte order mark.</param>
    /// <param name="secrets">Decrypts passwords; null when no key is configured.</param>
    /// <param name="folder">What paths in the text are relative to; the current folder where it is left out.</param>
    /// <param name="policies">The policies that databases may name; the built-in ones where they are left out.</param>
    public static RegistryFileContent Parse(
        ReadOnlyMemory<byte> utf8, SecretProtector? secrets, string? folder = null, SqlPolicies? policies = null)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (utf8.Span.StartsWith(mark))
            utf8 = utf8[mark.Length..];
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, Options);
            return Read(document.RootElement, secrets, Path.GetFullPath(folder ?? "."), policies ?? SqlPolicies.BuiltIn);
        }
        catch (JsonException e)
        {
            string path = $"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}";
            return new RegistryFileContent(null, [new ConfigurationError(path, SyntaxMessage(e))]);
        }
    }

    /// <summary>The error says that a database names a policy that is not there.</summary>
    public static bool IsAboutPolicy(ConfigurationError error) =>
        error.Path.EndsWith($".{DatabaseReader.PolicyKey}", StringComparison.Ordinal);

    private static RegistryFileContent Read(
        JsonElement element, SecretProtector? secrets, string folder, SqlPolicies policies)
    {
        ErrorList errors = new();
        if (ObjectReader.Open(new JsonItem(element, JsonPath.Root), errors) is not { } root)
            return new RegistryFileContent(null, errors.ToImmutable());

        AddressList authedIps = AddressListReader.Read(root, "authedIps", errors);
        FrozenDictionary<string, TypeDefinition> types = TypesReader.Read(root, errors);
        Dictionary<string, DatabaseDefinition> databases = new(StringComparer.Ordinal);
        if (root.Object("databases", required: true) is { } entries)
        {
            DatabaseReader reader = new(types, policies, new PasswordReader(secrets, errors), folder, errors);
            foreach ((string name, JsonItem item) in entries.Members())
            {
                if (reader.Read(name, item) is { } database)
                    databases.Add(name, database);
            }
        }

        root.Finish();
        if (errors.Count > 0)
            return new RegistryFileContent(null, errors.ToImmutable());
        RegistrySnapshot snapshot = new()
        {
            AuthedIps = authedIps,
            Types = types,
            Databases = databases.ToFrozenDictionary(StringComparer.Ordinal),
        };
        return new RegistryFileContent(snapshot, []) { Warnings = errors.Warnings };
    }

    /// <summary>The reader's message without its own, zero-based position behind it.</summary>
    private static string SyntaxMessage(JsonException e)
    {
        int position = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? e.Message : e.Message[..position];
    }
}
