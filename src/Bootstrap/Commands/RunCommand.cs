using System.CommandLine;
using DotNetty.Common.Internal.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Custom;
using SceNettyProxy.Bootstrap.Hosting;
using SceNettyProxy.Bootstrap.Listeners;
using SceNettyProxy.Bootstrap.Runtime;
using SceNettyProxy.Tenancy.Usage;

namespace SceNettyProxy.Bootstrap.Commands;

/// <summary><c>sceproxy run</c>: runs the proxy until SIGTERM or SIGINT.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        CommonOptions options = new();
        Command command = new("run", "Run the proxy.");
        options.AddTo(command);
        command.SetAction((result, cancellation) =>
            RunAsync(options.Read(result), result.InvocationConfiguration.Error, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ConfigurationSource source, TextWriter error, CancellationToken cancellation)
    {
        ConfigurationCheck check = ConfigurationCheck.Run(source);
        if (check.Errors.Count > 0)
        {
            check.WriteErrors(error);
            return ExitCode.BadInput;
        }

        RuntimeEnvironment.Apply(check.Options!.Buffers);
        // Running it disposes of it.
        IHost host = HostFactory.Create(source, check.Options);
        // DotNetty's types keep the logger that they find when they load.
        InternalLoggerFactory.DefaultFactory = host.Services.GetRequiredService<ILoggerFactory>();
        try
        {
            await host.RunAsync(cancellation).ConfigureAwait(false);
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            // Stopped while the start was waiting for something.
            return ExitCode.Success;
        }
        catch (HandlerLoadException e)
        {
            (check with { Errors = [.. e.Errors.Select(wrong => (source.ProxyFile, wrong))] }).WriteErrors(error);
            return ExitCode.BadInput;
        }
        catch (UsageException e)
        {
            await error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return ExitCode.BadInput;
        }
        catch (ListenerException e)
        {
            await error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return ExitCode.CannotListen;
        }
    }
}
