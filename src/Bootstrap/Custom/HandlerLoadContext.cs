using System.Reflection;
using System.Runtime.Loader;
using SceNettyProxy.Extensions.Commands;

namespace SceNettyProxy.Bootstrap.Custom;

/// <summary>
/// Where one handler's assembly and its own dependencies live, apart from those of other handlers. What the contract shows of
/// types comes from the proxy. Files are read, not mapped, so that they may be replaced at any time.
/// </summary>
internal sealed class HandlerLoadContext(string name, string assemblyFile) : AssemblyLoadContext(name, isCollectible: true)
{
    private const string SharedFamily = "DotNetty.";
    private const string SharedLogging = "Microsoft.Extensions.Logging.Abstractions";

    private readonly AssemblyDependencyResolver resolver = new(assemblyFile);

    /// <summary>The assembly of the contract.</summary>
    public static AssemblyName Contract { get; } = typeof(CommandInterceptor).Assembly.GetName();

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="BadImageFormatException">It is no assembly.</exception>
    public Assembly LoadCopy(string file)
    {
        using MemoryStream assembly = new(File.ReadAllBytes(file));
        string symbolsFile = Path.ChangeExtension(file, ".pdb");
        if (!File.Exists(symbolsFile))
            return LoadFromStream(assembly);
        using MemoryStream symbols = new(File.ReadAllBytes(symbolsFile));
        return LoadFromStream(assembly, symbols);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // Null asks the proxy's own context.
        if (IsShared(assemblyName.Name) || resolver.ResolveAssemblyToPath(assemblyName) is not { } file)
            return null;
        return LoadCopy(file);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } file ? LoadUnmanagedDllFromPath(file) : 0;

    private static bool IsShared(string? assembly) =>
        assembly == Contract.Name || assembly == SharedLogging
        || (assembly is not null && assembly.StartsWith(SharedFamily, StringComparison.Ordinal));
}
