using System.Collections.Immutable;
using System.Globalization;
using SceNettyProxy.Handlers.Backend;
using SceNettyProxy.Handlers.Frontend.Results;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.PrivateSql.Statements;

/// <summary>SCE WHY: which servers the session holds, what keeps it on the primary, and why its last command went where
/// it went.</summary>
internal sealed class WhyStatement : PrivateStatement
{
    public override string Words => "WHY";

    public override string Summary => "why this session is where it is";

    public override ImmutableArray<ResultColumn> Columns { get; } = [ResultColumn.Text("item"), ResultColumn.Text("value")];

    public override SceError? Run(PrivateCall call)
    {
        ProxySession session = call.Session;
        void Add(string item, string? value) => call.Result.Add(item, value);

        Add("primary held", session.Primary?.Target.Endpoint.ToString());
        Add("replica held", session.Replica?.Target.Endpoint.ToString());
        Add("last command went to", session.LastRoute is { } last ? SettingName.Of(last.Role) : null);
        Add("because of", session.LastRoute is { } route ? SettingName.Of(route.Reason) : null);
        Add("kept on the primary by", KeptBy(session));
        Add("reads stay on the primary for", session.ReadAfterWriteLeft is { } left && left > TimeSpan.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"{left.TotalSeconds:0.###} s")
            : null);
        return null;
    }

    private static string? KeptBy(ProxySession session)
    {
        List<string> reasons = [];
        if (session.MasterOnly)
            reasons.Add("SCE MASTER = 1");
        if (session.InTransaction)
            reasons.Add("transaction");
        if (session.AutocommitOff)
            reasons.Add("autocommit off");
        if (session.NextTransactionPending)
            reasons.Add("SET TRANSACTION");
        foreach (PinReasons reason in Enum.GetValues<PinReasons>())
        {
            if (reason != PinReasons.None && (session.Pins & reason) != 0)
                reasons.Add(SettingName.Of(reason));
        }

        if (session.Held(BackendRole.Primary) is { } primary && session.Statements.HaveStateOn(primary))
            reasons.Add("cursor or long data");
        return reasons.Count == 0 ? null : string.Join(", ", reasons);
    }
}
