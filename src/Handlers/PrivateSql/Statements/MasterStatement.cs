using System.Collections.Immutable;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE MASTER = 1: every statement of the session goes to the primary until SCE MASTER = 0.</summary>
internal sealed class MasterStatement : PrivateStatement
{
    public override string Words => "MASTER";

    public override string Argument => "= 0 | 1";

    public override string Summary => "1 sends every statement of this session to the primary, 0 ends that";

    public override ImmutableArray<ResultColumn> Columns => [];

    public override SceError? Run(PrivateCall call)
    {
        if (call.Argument is not ("= 0" or "= 1"))
            return PrivateStatements.SyntaxError("SCE MASTER = 0 and SCE MASTER = 1 are known");
        call.Session.MasterOnly = call.Argument == "= 1";
        return null;
    }
}
