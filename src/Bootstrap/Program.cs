using System.CommandLine;
using SceNettyProxy.Bootstrap.Commands;
using SceNettyProxy.Bootstrap.Commands.Forbids;
using SceNettyProxy.Bootstrap.Commands.Keys;
using SceNettyProxy.Bootstrap.Commands.Tree;

namespace SceNettyProxy.Bootstrap;

/// <summary>The executable <c>sceproxy</c>.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        RootCommand root = new("A multi-tenant MySQL gateway.")
        {
            RunCommand.Create(),
            CheckCommand.Create(),
            ForbidCommand.Create(),
            CountersCommand.Create(),
            TreeCommand.Create(),
            EncryptCommand.Create(),
            KeyCommand.Create(),
            CertificateCommand.Create(),
            StatusCommand.Create(),
        };
        // The host handles the signals itself, and takes longer to stop than the two seconds that are allowed here.
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }
}
