using SceNettyProxy.Extensions.Pipeline;
using SceNettyProxy.Handlers.Custom;
using SceNettyProxy.Handlers.Tests.Statements;

namespace SceNettyProxy.Handlers.Tests.Custom;

/// <summary>Tests with custom handlers.</summary>
public abstract class CustomTest : StatementTest
{
    private protected static HandlerRegistration Register(string name, object instance, string slot = SlotNames.Commands) =>
        new() { Name = name, Instance = instance, Slot = slot };

    /// <summary>Puts these in service, in this order, under the names a, b, c, ….</summary>
    private protected void Serve(params object[] interceptors) =>
        Apply([.. interceptors.Select((instance, i) => Register(((char)('a' + i)).ToString(), instance))]);

    private protected void Apply(params HandlerRegistration[] registrations)
    {
        Rig.Gateway.ApplyHandlers(registrations);
        Rig.Run();
    }

    private protected HandlerStatus Status(string name = "a") => Rig.Gateway.HandlerStatuses.Single(status => status.Name == name);

    private protected string[] CustomLog() => [.. Rig.Log.Lines.Where(static line => line.StartsWith("Handler ", StringComparison.Ordinal))];
}
