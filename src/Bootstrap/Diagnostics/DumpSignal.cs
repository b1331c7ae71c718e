using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SceNettyProxy.Bootstrap.Diagnostics;

/// <summary>SIGUSR1 writes a <see cref="DiagnosticDump"/>; one at a time, and not on the thread of the signal.</summary>
/// <param name="folder">The full path.</param>
internal sealed class DumpSignal(DiagnosticDump dump, string folder, ILogger<DumpSignal> logger) : IHostedService
{
    /// <summary>SIGUSR1 on Linux, which has no name in .NET.</summary>
    private const PosixSignal UserSignal1 = (PosixSignal)10;

    private PosixSignalRegistration? registration;
    private int isWriting;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsLinux())
        {
            registration = PosixSignalRegistration.Create(UserSignal1, signal =>
            {
                // Else it would end the process.
                signal.Cancel = true;
                _ = Task.Run(WriteAsync, CancellationToken.None);
            });
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        registration?.Dispose();
        return Task.CompletedTask;
    }

    private async Task WriteAsync()
    {
        if (Interlocked.Exchange(ref isWriting, 1) != 0)
            return;
        try
        {
            DiagnosticsLog.Written(logger, await dump.WriteAsync(folder).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // A dump that fails must not harm what it tells of.
        catch (Exception e)
#pragma warning restore CA1031
        {
            DiagnosticsLog.Failed(logger, folder, e);
        }
        finally
        {
            Volatile.Write(ref isWriting, 0);
        }
    }
}
