using SceNettyProxy.Extensions.Commands;
using SceNettyProxy.Extensions.Configuration;

namespace Company.Handler1;

/// <summary>
/// Denies statements by their verb. Option: <c>verbs</c>, a list such as <c>["DROP", "TRUNCATE"]</c>.
/// </summary>
public sealed class StatementGuard : CommandInterceptor
{
    private readonly HashSet<string> denied;

    public StatementGuard(HandlerSetup setup)
    {
        denied = new HashSet<string>(setup.Options.Texts("verbs"), StringComparer.OrdinalIgnoreCase);
        if (denied.Count == 0)
            throw new HandlerOptionException("verbs", "must name at least one verb");
    }

    public override CommandVerdict Intercept(InterceptedCommand command)
    {
        for (int i = 0; i < command.StatementCount; i++)
        {
            string verb = command.Verb(i);
            if (denied.Contains(verb))
                return CommandVerdict.Deny(1644, "45000", $"{verb} is not for {command.Session.User}");
        }

        return CommandVerdict.Allow;
    }
}
