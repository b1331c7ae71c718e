using System.CommandLine;
using System.Globalization;
using SceNettyProxy.Bootstrap.Admin;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Tenancy.Cluster;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Commands;

/// <summary>
/// <c>sceproxy status</c>: asks the proxy of a configuration by its admin port, and all others that it knows of by theirs.
/// </summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        CommonOptions options = new();
        Command command = new(
            "status", "Show all proxies, and what each holds per database: sessions, busy ones, connections to servers, idle ones, waiting sessions.");
        options.AddTo(command);
        command.SetAction((result, _) => RunAsync(
            options.Read(result), result.InvocationConfiguration.Output, result.InvocationConfiguration.Error));
        return command;
    }

    private static async Task<int> RunAsync(ConfigurationSource source, TextWriter output, TextWriter error)
    {
        ProxyConfigurationResult read = ProxyConfiguration.Load(source.Folder, source.Overrides);
        if (read.Options is not { } options)
        {
            foreach (ConfigurationError wrong in read.Errors)
                await error.WriteLineAsync($"{source.ProxyFile}: {wrong}").ConfigureAwait(false);
            return ExitCode.BadInput;
        }

        if ((options.Admin.Advertise ?? options.Admin.Listen) is not { } address)
        {
            await error.WriteLineAsync($"{source.ProxyFile}: $.admin.listen: names no admin port").ConfigureAwait(false);
            return ExitCode.BadInput;
        }

        using AdminClient client = new();
        try
        {
            ProxyStatus own = await client.StatusAsync(address.ToString(), options.Admin.Secret).ConfigureAwait(false);
            await WriteAsync(output, own).ConfigureAwait(false);
            bool areAllThere = true;
            foreach (ProxyMember member in own.Members.Where(member => member.Name != own.Name))
                areAllThere &= await WriteOtherAsync(client, member, options.Admin.Secret, output, error).ConfigureAwait(false);
            return areAllThere ? ExitCode.Success : ExitCode.BadInput;
        }
        catch (AdminException e)
        {
            await error.WriteLineAsync($"{address}: {e.Message}").ConfigureAwait(false);
            return ExitCode.BadInput;
        }
    }

    /// <returns>False where it does not answer, which the error output is told.</returns>
    private static async Task<bool> WriteOtherAsync(
        AdminClient client, ProxyMember member, string secret, TextWriter output, TextWriter error)
    {
        try
        {
            string address = member.AdminAddress ?? throw new AdminException("it has no admin port");
            await WriteAsync(output, await client.StatusAsync(address, secret).ConfigureAwait(false)).ConfigureAwait(false);
            return true;
        }
        catch (AdminException e)
        {
            await error.WriteLineAsync($"{member.Name}: {e.Message}").ConfigureAwait(false);
            return false;
        }
    }

    private static async Task WriteAsync(TextWriter output, ProxyStatus status)
    {
        string role = status.IsMaster ? ", master" : "";
        string node = status.Node is { } number ? $", node {number.ToString(CultureInfo.InvariantCulture)}" : "";
        await output.WriteLineAsync(
            $"{status.Name}{node}{role}, version {status.Version}, since {status.Started:yyyy-MM-dd HH:mm:ss}Z, sessions {status.Sessions}")
            .ConfigureAwait(false);
        foreach (DatabaseStatus database in status.Databases)
        {
            await output.WriteLineAsync(
                $"  {database.Name}: sessions {database.Sessions}, busy {database.Busy}, backends {database.Backends}, idle {database.Idle}, waiting {database.Waiting}")
                .ConfigureAwait(false);
        }
    }
}
