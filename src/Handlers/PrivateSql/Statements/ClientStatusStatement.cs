using System.Collections.Immutable;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE CLIENT STATUS: sessions, and how many of them run a command now.</summary>
internal sealed class ClientStatusStatement : PrivateStatement
{
    public override string Words => "CLIENT STATUS";

    public override string Summary => "sessions that run a command now, and all sessions";

    public override ImmutableArray<ResultColumn> Columns { get; } =
        [ResultColumn.Number("busyobj"), ResultColumn.Number("connections")];

    public override SceError? Run(PrivateCall call)
    {
        long busy = 0;
        long all = 0;
        foreach (ProxySession session in call.Sessions)
        {
            all++;
            if (session.IsBusy)
                busy++;
        }

        call.Result.Add(busy, all);
        return null;
    }
}
