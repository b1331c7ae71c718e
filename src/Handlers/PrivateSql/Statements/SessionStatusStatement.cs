using System.Collections.Immutable;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE SESSION STATUS: the sessions one by one, with what their clients said of themselves.</summary>
internal sealed class SessionStatusStatement : PrivateStatement
{
    public override string Words => "SESSION STATUS";

    public override string Summary => "sessions one by one; attributes are what the client said of itself";

    public override ImmutableArray<ResultColumn> Columns { get; } =
    [
        ResultColumn.Number("id"), ResultColumn.Text("user"), ResultColumn.Text("database"), ResultColumn.Text("address"),
        ResultColumn.Text("state"), ResultColumn.Number("idle_seconds"), ResultColumn.Text("pins"),
        ResultColumn.Text("attributes"),
    ];

    public override SceError? Run(PrivateCall call)
    {
        foreach (ProxySession session in call.Sessions)
        {
            call.Result.Add(
                (long)session.ConnectionId,
                session.User.Name,
                session.Definition.Name,
                session.Address.ToString(),
                session.IsBusy ? "busy" : "idle",
                session.IsBusy ? 0L : (long)session.Gate.IdleFor.TotalSeconds,
                session.Pins == PinReasons.None ? null : session.Pins.ToString(),
                string.Join(", ", session.Attributes.Select(static pair => $"{pair.Key}={pair.Value}")));
        }

        return null;
    }
}
