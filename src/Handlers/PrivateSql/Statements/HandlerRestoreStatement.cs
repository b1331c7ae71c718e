using System.Collections.Immutable;
using System.Text;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE HANDLER RESTORE: takes a custom handler that was fenced off into service again.</summary>
internal sealed class HandlerRestoreStatement : PrivateStatement
{
    public override string Words => "HANDLER RESTORE";

    public override string Argument => "'<handler>'";

    public override string Summary => "takes a handler that was fenced off into service again";

    public override bool IsForOperators => true;

    public override bool TakesText => true;

    public override ImmutableArray<ResultColumn> Columns { get; } = [ResultColumn.Text("outcome")];

    public override SceError? Run(PrivateCall call)
    {
        var words = new OrderReader(Encoding.UTF8.GetBytes(call.Argument), call.Session.State.Reading);
        if (words.TakeString() is not { } name)
            return PrivateStatements.SyntaxError("the name of a handler must follow SCE HANDLER RESTORE as a string");
        if (!words.IsAtEnd)
            return PrivateStatements.SyntaxError("nothing may follow it");
        if (call.Services.CustomHandlers.Find(name) is not { } handler)
            return PrivateStatements.UnknownHandler(name);
        call.Result.Add(handler.Restore() ? "restored" : "not fenced off; nothing has changed");
        return null;
    }
}
