using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Extensions.Channels;
using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Extensions.Configuration;
using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Bootstrap.Custom;

/// <summary>Makes the object that an entry of <c>handlers</c> names.</summary>
/// <param name="folder">Of proxy.json.</param>
internal sealed class HandlerLoader(string folder, ILoggerFactory loggers)
{
    /// <summary>Prefix of the log categories of handlers.</summary>
    public const string LogCategory = "SceNettyProxy.Handlers.";

    /// <summary>Loads the assembly into a context of its own and constructs the type.</summary>
    /// <param name="path">The entry's path in proxy.json.</param>
    /// <exception cref="HandlerLoadException">It cannot be done; the assembly is not loaded any more.</exception>
    public LoadedHandler Load(CustomHandlerOptions options, string path)
    {
        byte[] content = Read(options, path);
        HandlerLoadContext context = new(options.Name, options.Assembly);
        try
        {
            object instance = Construct(FindType(context, options, path), options, path);
            return new LoadedHandler(options, SHA256.HashData(content), instance, context);
        }
        catch
        {
            context.Unload();
            throw;
        }
    }

    /// <summary>Tells one content of an assembly's file from another; empty where it cannot be read.</summary>
    public static byte[] FingerprintOf(CustomHandlerOptions options)
    {
        try
        {
            return SHA256.HashData(File.ReadAllBytes(options.Assembly));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static byte[] Read(CustomHandlerOptions options, string path)
    {
        try
        {
            return File.ReadAllBytes(options.Assembly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = e is FileNotFoundException or DirectoryNotFoundException ? "does not exist" : e.Message;
            throw Error($"{path}.assembly", $"{options.Assembly}: {reason}");
        }
    }

    private static Type FindType(HandlerLoadContext context, CustomHandlerOptions options, string path)
    {
        Assembly assembly;
        try
        {
            assembly = context.LoadCopy(options.Assembly);
        }
        catch (Exception e) when (e is BadImageFormatException or IOException)
        {
            throw Error($"{path}.assembly", $"{options.Assembly}: {(e is BadImageFormatException ? "is not a .NET assembly" : e.Message)}");
        }

        AssemblyName own = HandlerLoadContext.Contract;
        if (Array.Find(assembly.GetReferencedAssemblies(), name => name.Name == own.Name) is { } built && built.Version > own.Version)
            throw Error($"{path}.assembly", $"{options.Assembly}: was built for version {built.Version} of {own.Name}, and this proxy has {own.Version}");
        try
        {
            Type type = assembly.GetType(options.Type)
                ?? throw Error($"{path}.type", $"{options.Assembly} has no type {options.Type}{Others(assembly)}");
            return type is { IsAbstract: false, IsPublic: true } && IsHandler(type)
                ? type
                : throw Error(
                    $"{path}.type",
                    $"{options.Type} must be public and derive from {nameof(CommandInterceptor)}, {nameof(AsyncCommandInterceptor)} or {nameof(ChannelHandlerFactory)}{Others(assembly)}");
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or TypeLoadException or ReflectionTypeLoadException)
        {
            throw Error($"{path}.assembly", $"{options.Assembly}: {e.Message}");
        }
    }

    private object Construct(Type type, CustomHandlerOptions options, string path)
    {
        bool isFactory = type.IsSubclassOf(typeof(ChannelHandlerFactory));
        if (isFactory == (options.Slot == SlotNames.Commands))
        {
            throw Error($"{path}.slot", isFactory
                ? $"{options.Type} makes channel handlers, so it must be one of {string.Join(", ", SlotNames.ForChannels)}"
                : $"{options.Type} is an interceptor, so it must be {SlotNames.Commands}");
        }

        HandlerSetup setup = new()
        {
            Name = options.Name,
            Options = new HandlerOptions(options.Options.Select(option => KeyValuePair.Create(option.Path, option.Value))),
            Folder = folder,
            Log = loggers.CreateLogger(LogCategory + options.Name),
        };
        try
        {
            if (type.GetConstructor([typeof(HandlerSetup)]) is { } withSetup)
                return withSetup.Invoke([setup]);
            return type.GetConstructor([])?.Invoke([])
                ?? throw Error($"{path}.type", $"{options.Type} has no public constructor that takes nothing or a {nameof(HandlerSetup)}");
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            throw inner is HandlerOptionException option
                ? Error(path, option.Message)
                : Error($"{path}.type", $"{options.Type} could not be made: {inner.GetType().Name}: {inner.Message}");
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or TypeLoadException)
        {
            throw Error($"{path}.assembly", $"{options.Assembly}: {e.Message}");
        }
    }

    private static string Others(Assembly assembly)
    {
        string[] names = [.. assembly.GetExportedTypes().Where(type => !type.IsAbstract && IsHandler(type)).Select(type => type.FullName!)];
        return names.Length == 0 ? "" : $"; there is {string.Join(", ", names)}";
    }

    private static bool IsHandler(Type type) =>
        type.IsSubclassOf(typeof(CommandInterceptor))
        || type.IsSubclassOf(typeof(AsyncCommandInterceptor))
        || type.IsSubclassOf(typeof(ChannelHandlerFactory));

    private static HandlerLoadException Error(string path, string message) => new(new ConfigurationError(path, message));
}
