using System.Collections.Immutable;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE WHOAMI: what the proxy knows of the session that asks.</summary>
internal sealed class WhoAmIStatement : PrivateStatement
{
    public override string Words => "WHOAMI";

    public override string Summary => "who this session is to the proxy";

    public override ImmutableArray<ResultColumn> Columns { get; } =
    [
        ResultColumn.Number("id"), ResultColumn.Text("user"), ResultColumn.Text("database"), ResultColumn.Text("schema"),
        ResultColumn.Text("address"), ResultColumn.Text("type"), ResultColumn.Text("policy"), ResultColumn.Text("read_only"),
        ResultColumn.Text("encrypted"), ResultColumn.Text("compressed"), ResultColumn.Text("operator"),
    ];

    public override SceError? Run(PrivateCall call)
    {
        ProxySession session = call.Session;
        call.Result.Add(
            (long)session.ConnectionId,
            session.User.Name,
            session.Definition.Name,
            session.State.Schema,
            session.Address.ToString(),
            session.Definition.Type,
            session.Definition.SqlPolicy,
            YesNo.Of(session.User.ReadOnly),
            YesNo.Of(session.IsSecure),
            YesNo.Of(session.Compression is not null),
            YesNo.Of(session.IsOperator));
        return null;
    }
}
