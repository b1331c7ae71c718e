using SceNettyProxy.Bootstrap.Configuration;

namespace SceNettyProxy.Bootstrap.Tests;

/// <summary>A configuration folder for one test, deleted with all that is in it.</summary>
internal sealed class ConfigurationFolder : IDisposable
{
    public const string GoodDatabases = """{"databases": {"shop": {"user": "u", "password": "p", "primary": "127.0.0.1"}}}""";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sceproxy-test-");

    public ConfigurationFolder(string proxy = "{}", string databases = GoodDatabases)
    {
        Write("proxy.json", proxy);
        Write("databases.json", databases);
    }

    public string Path => folder.FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Write(string name, string content) => File.WriteAllText(this[name], content);

    public ProxyConfigurationResult Load(params string[] overrides) => ProxyConfiguration.Load(Path, overrides);

    public void Dispose() => folder.Delete(recursive: true);
}
