using Microsoft.Extensions.Logging.Abstractions;
using SceNettyProxy.Bootstrap.Configuration;
using SceNettyProxy.Bootstrap.Custom;
using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Handlers.Custom;
using SceNettyProxy.Testing.Waiting;

namespace SceNettyProxy.Bootstrap.Tests.Custom;

[TestClass]
public sealed class HandlerSetTests
{
    private readonly ConfigurationFolder folder = new();
    private HandlerSet set = null!;
    private volatile IReadOnlyList<HandlerRegistration> applied = [];

    private string File => folder["Emitted.dll"];

    [TestInitialize]
    public void Create()
    {
        EmittedHandler.Write(File, "first");
        HandlerLoader loader = new(folder.Path, NullLoggerFactory.Instance);
        set = new HandlerSet(loader, Apply, TimeProvider.System, NullLogger.Instance);
    }

    [TestCleanup]
    public async Task Delete()
    {
        await set.DisposeAsync();
        folder.Dispose();
    }

    [TestMethod]
    public void Handlers_stand_in_their_order_with_what_the_entry_says()
    {
        set.Start(Options(
            Entry("late") with { Order = 5, Failures = 3, Fenced = FenceMode.Closed, Slow = TimeSpan.FromSeconds(1), Databases = ["shop"] },
            Entry("off") with { Enabled = false, Assembly = folder["missing.dll"] },
            Entry("early") with { Order = -1 },
            Entry("middle")));
        Assert.AreEqual("early off middle late", string.Join(' ', applied.Select(static handler => handler.Name)));
        Assert.IsTrue(applied[1].IsDisabled && applied[1].Instance is null);
        Assert.AreEqual((3, true, TimeSpan.FromSeconds(1)), (applied[3].Failures, applied[3].FencedRefuses, applied[3].Slow));
        Assert.IsTrue(applied[3].IsFor("shop") && !applied[3].IsFor("blog"));
    }

    [TestMethod]
    public void A_start_names_everything_that_cannot_be_loaded()
    {
        HandlerLoadException thrown = Assert.ThrowsExactly<HandlerLoadException>(() => set.Start(Options(
            Entry("a") with { Assembly = folder["missing.dll"] }, Entry("b"), Entry("c") with { Type = "Emitted.Missing" })));
        CollectionAssert.AreEqual(
            new[] { "$.handlers[0].assembly", "$.handlers[2].type" }, thrown.Errors.Select(static error => error.Path).ToArray());
        Assert.IsEmpty(applied);
    }

    [TestMethod]
    public void Only_what_has_changed_is_loaded_anew()
    {
        set.Start(Options(Entry("a"), Entry("b")));
        IReadOnlyList<HandlerRegistration> before = applied;
        set.Update(Options(Entry("b"), Entry("a") with { Options = [new HandlerOption("x", "1")] }, Entry("c")));
        Assert.AreEqual("b a c", string.Join(' ', applied.Select(static handler => handler.Name)));
        Assert.AreSame(before[1].Instance, applied[0].Instance);
        Assert.AreNotSame(before[0].Instance, applied[1].Instance);
    }

    [TestMethod]
    public void What_cannot_be_loaded_leaves_what_was_there_and_says_so()
    {
        set.Start(Options(Entry("a")));
        object before = applied[0].Instance!;
        set.Update(Options(Entry("a") with { Type = "Emitted.Missing" }, Entry("b") with { Assembly = folder["missing.dll"] }));
        Assert.AreSame(before, applied[0].Instance);
        Assert.Contains("has no type Emitted.Missing", applied[0].Problem!);
        Assert.IsNull(applied[1].Instance);
        Assert.Contains("missing.dll", applied[1].Problem!);
        set.Update(Options(Entry("a")));
        Assert.AreSame(before, applied.Single().Instance);
        Assert.IsNull(applied[0].Problem);
    }

    [TestMethod]
    public async Task A_replaced_file_is_loaded()
    {
        set.Start(Options(Entry("a")));
        Assert.AreEqual("first", Answer());
        EmittedHandler.Write(File, "the second one");
        await Eventually.HoldsAsync(() => Answer() == "the second one", "the new file is in service");
        folder.Write("Emitted.dll", "not an assembly any more");
        await Eventually.HoldsAsync(() => applied[0].Problem is not null, "the broken file is told");
        Assert.AreEqual("the second one", Answer());
    }

    [TestMethod]
    public async Task The_end_takes_all_out_of_service()
    {
        set.Start(Options(Entry("a")));
        await set.DisposeAsync();
        Assert.IsEmpty(applied);
        set.Update(Options(Entry("a")));
        Assert.IsEmpty(applied);
    }

    private static CustomHandlersOptions Options(params CustomHandlerOptions[] entries) => new() { Entries = [.. entries] };

    private CustomHandlerOptions Entry(string name) => new() { Name = name, Assembly = File, Type = EmittedHandler.Type };

    private string Answer() => ((CommandInterceptor)applied[0].Instance!).Intercept(new SampleCommand("SELECT 1")).Error!.Message;

    /// <summary>As the gateway does it without sessions: what is replaced is released.</summary>
    private void Apply(IReadOnlyList<HandlerRegistration> next)
    {
        IReadOnlyList<HandlerRegistration> before = applied;
        applied = next;
        foreach (HandlerRegistration gone in before.Where(old => next.All(registration => registration.Instance != old.Instance)))
            gone.Released?.Invoke();
    }
}
