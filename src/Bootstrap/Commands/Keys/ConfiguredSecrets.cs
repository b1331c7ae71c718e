using SceNettyProxy.Bootstrap.Commands.Tree;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Tenancy.Secrets;

namespace SceNettyProxy.Bootstrap.Commands.Keys;

/// <summary>The encrypted values of a configuration: in proxy.json, and in databases.json or ZooKeeper.</summary>
/// <param name="keyFile">The full path.</param>
internal sealed class ConfiguredSecrets(ConfigurationSource source, ProxyOptions options, string keyFile, TextWriter error)
{
    // Each of them loses against somebody who changes the database.
    private const int MaxAttempts = 10;

    public string KeyFile => keyFile;

    /// <summary>Encrypts with the first key what was encrypted with another.</summary>
    /// <param name="isTrial">Nothing is changed.</param>
    /// <returns>How many values that are.</returns>
    /// <exception cref="SecretException">A value cannot be read, or the tree not be reached.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public async Task<int> RenewAsync(bool isTrial)
    {
        SecretProtector protector = new(SecretKeyFile.Read(keyFile));
        int renewed = RenewFile(source.ProxyFile, protector, isTrial);
        return renewed + (options.Registry.ZooKeeper.IsUsed
            ? await RenewTreeAsync(protector, isTrial).ConfigureAwait(false)
            : RenewFile(source.Resolve(options.Registry.File), protector, isTrial));
    }

    private static int RenewFile(string path, SecretProtector protector, bool isTrial)
    {
        string text = File.ReadAllText(path);
        string after = Renew(path, text, protector, out int renewed);
        if (renewed == 0 || isTrial)
            return renewed;
        // In one step, and with the rights of the file before.
        string fresh = $"{path}.new";
        FileStreamOptions creation = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            creation.UnixCreateMode = File.GetUnixFileMode(path);
        using (StreamWriter writer = new(fresh, creation))
            writer.Write(after);
        File.Move(fresh, path, overwrite: true);
        return renewed;
    }

    private async Task<int> RenewTreeAsync(SecretProtector protector, bool isTrial)
    {
        int renewed = 0;
        int code = await TreeAction.RunAsync(source, options, error, async session =>
        {
            foreach (string name in await session.Store.ReadNamesAsync().ConfigureAwait(false))
                renewed += await RenewDatabaseAsync(session, name, protector, isTrial).ConfigureAwait(false);
            return ExitCode.Success;
        }).ConfigureAwait(false);
        return code == ExitCode.Success ? renewed : throw new SecretException("not all of ZooKeeper was looked at");
    }

    private static async Task<int> RenewDatabaseAsync(TreeSession session, string name, SecretProtector protector, bool isTrial)
    {
        for (int attempt = 0; attempt < MaxAttempts; attempt++)
        {
            int renewed = 0;
            bool isDone = await session.Store.EditTextsAsync(name, text =>
            {
                string after = Renew(name, text, protector, out int some);
                renewed += some;
                return isTrial ? text : after;
            }).ConfigureAwait(false);
            if (isDone)
                return renewed;
        }

        throw new SecretException($"{name} is changed by others all the time");
    }

    private static string Renew(string where, string text, SecretProtector protector, out int renewed)
    {
        try
        {
            return protector.Renew(text, out renewed);
        }
        catch (SecretException e)
        {
            throw new SecretException($"{where}: {e.Message}", e);
        }
    }
}
