using Microsoft.Extensions.Logging.Abstractions;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Custom;
using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.Bootstrap.Tests.Custom;

[TestClass]
public sealed class HandlerLoaderTests
{
    private readonly ConfigurationFolder folder = new();

    private string File => folder["Emitted.dll"];

    [TestCleanup]
    public void Delete() => folder.Dispose();

    [TestMethod]
    public void A_handler_is_made_of_the_contract_that_the_proxy_has()
    {
        EmittedHandler.Write(File);
        LoadedHandler loaded = Load();
        var interceptor = (CommandInterceptor)loaded.Registration.Instance!;
        Assert.AreEqual("emitted", interceptor.Intercept(new SampleCommand("SELECT 1")).Error!.Message);
        Assert.AreNotSame(
            System.Runtime.Loader.AssemblyLoadContext.Default,
            System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(interceptor.GetType().Assembly));
        loaded.Release();
    }

    [TestMethod]
    public void Two_handlers_of_one_assembly_are_apart()
    {
        EmittedHandler.Write(File);
        LoadedHandler first = Load();
        LoadedHandler second = Load();
        Assert.AreNotSame(first.Registration.Instance!.GetType(), second.Registration.Instance!.GetType());
        first.Release();
        second.Release();
    }

    [TestMethod]
    public void Options_reach_the_constructor()
    {
        EmittedHandler.Write(File, required: "tables:0");
        Load(options: [new HandlerOption("tables:0", "item")]).Release();
        AssertError("$.handlers[0]", "options.tables:0 is missing");
    }

    [TestMethod]
    public void A_missing_file_is_named() => AssertError("$.handlers[0].assembly", $"{File}: does not exist");

    [TestMethod]
    public void A_file_that_is_no_assembly_is_named()
    {
        folder.Write("Emitted.dll", "not an assembly");
        AssertError("$.handlers[0].assembly", $"{File}: is not a .NET assembly");
    }

    [TestMethod]
    public void A_missing_type_is_named_with_those_that_there_are()
    {
        EmittedHandler.Write(File);
        AssertError("$.handlers[0].type", $"{File} has no type Emitted.Missing; there is Emitted.Handler", type: "Emitted.Missing");
    }

    [TestMethod]
    public void A_type_that_is_no_handler_is_named()
    {
        EmittedHandler.Write(File, parent: typeof(object));
        AssertError(
            "$.handlers[0].type",
            "Emitted.Handler must be public and derive from CommandInterceptor, AsyncCommandInterceptor or ChannelHandlerFactory");
    }

    [TestMethod]
    public void An_interceptor_has_its_place()
    {
        EmittedHandler.Write(File);
        AssertError("$.handlers[0].slot", "Emitted.Handler is an interceptor, so it must be commands", slot: SlotNames.BeforeSelector);
    }

    [TestMethod]
    public async Task What_could_not_be_loaded_leaves_no_context_behind()
    {
        EmittedHandler.Write(File, required: "missing");
        AssertError("$.handlers[0]", "options.missing is missing");
        await AreCollectedAsync();
    }

    [TestMethod]
    public async Task A_released_handler_is_unloaded()
    {
        EmittedHandler.Write(File);
        await UseAndRelease();
        await AreCollectedAsync();
    }

    private static int HandlerContexts() =>
        System.Runtime.Loader.AssemblyLoadContext.All.Count(static context => context is HandlerLoadContext { Name: nameof(HandlerLoaderTests) });

    /// <summary>Contexts go when the collector has found that nobody holds anything of them, the compiler in the background included.</summary>
    private static Task AreCollectedAsync() => Eventually.HoldsAsync(
        () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return HandlerContexts() == 0;
        },
        "no context is left");

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private Task UseAndRelease()
    {
        LoadedHandler loaded = Load();
        Assert.AreEqual(1, HandlerContexts());
        ((CommandInterceptor)loaded.Registration.Instance!).Intercept(new SampleCommand("SELECT 1"));
        loaded.Release();
        return loaded.Released;
    }

    private LoadedHandler Load(string type = EmittedHandler.Type, string slot = SlotNames.Commands, params HandlerOption[] options) =>
        new HandlerLoader(folder.Path, NullLoggerFactory.Instance).Load(
            new CustomHandlerOptions { Name = nameof(HandlerLoaderTests), Assembly = File, Type = type, Slot = slot, Options = [.. options] },
            "$.handlers[0]");

    private void AssertError(string path, string message, string type = EmittedHandler.Type, string slot = SlotNames.Commands)
    {
        HandlerLoadException thrown = Assert.ThrowsExactly<HandlerLoadException>(() => Load(type, slot));
        Assert.AreEqual((path, message), (thrown.Errors.Single().Path, thrown.Errors[0].Message));
    }
}
