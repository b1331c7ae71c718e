using System.Collections.Immutable;
using SceNettyProxy.Handlers.Custom;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>
/// SCE HANDLER STATUS: the custom handlers. A tenant sees those that apply to its database, without what other databases
/// have a part in: names of databases, counts, and what an exception said.
/// </summary>
internal sealed class HandlerStatusStatement : PrivateStatement
{
    public override string Words => "HANDLER STATUS";

    public override string Summary => "custom handlers in their order, and what became of their calls";

    public override ImmutableArray<ResultColumn> Columns { get; } =
    [
        ResultColumn.Text("handler"), ResultColumn.Text("slot"), ResultColumn.Number("place"), ResultColumn.Text("databases"),
        ResultColumn.Text("state"), ResultColumn.Text("if_fenced"), ResultColumn.Number("calls"), ResultColumn.Number("denials"),
        ResultColumn.Number("rewrites"), ResultColumn.Number("answers"), ResultColumn.Number("failures"),
        ResultColumn.Number("slow"), ResultColumn.Text("problem"),
    ];

    public override SceError? Run(PrivateCall call)
    {
        Dictionary<string, long> places = new(StringComparer.Ordinal);
        foreach (CustomHandler handler in call.Services.CustomHandlers.All)
        {
            HandlerRegistration entry = handler.Registration;
            if (!call.Session.IsOperator && !entry.IsFor(call.Session.Tenant.Name))
                continue;
            long place = places[entry.Slot] = places.GetValueOrDefault(entry.Slot) + 1;
            HandlerStatus status = handler.Status;
            HandlerStatus? whole = call.Session.IsOperator ? status : null;
            call.Result.Add(
                status.Name,
                status.Slot,
                place,
                whole is null ? call.Session.Tenant.Name : string.Join(", ", entry.Databases),
                Spell(status.State),
                entry.FencedRefuses ? "refuses" : "lets pass",
                whole?.Calls,
                whole?.Denials,
                whole?.Rewrites,
                whole?.Answers,
                whole?.Failures,
                whole?.SlowCalls,
                whole?.Problem);
        }

        return null;
    }

    private static string Spell(HandlerState state) => state switch
    {
        HandlerState.Running => "running",
        HandlerState.Fenced => "fenced",
        HandlerState.Disabled => "disabled",
        _ => "not loaded",
    };
}
