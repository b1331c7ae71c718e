using SceNettyProxy.Codecs.MySql;
using SceNettyProxy.Handlers.Session;
using SceNettyProxy.Tenancy.Errors;
using SceNettyProxy.Tenancy.Registry;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>Finds the entries of the registry that a login may mean.</summary>
internal static class LoginLookup
{
    /// <summary>Null after the session was refused: 2903 or 2902 where a login has to name an entry.</summary>
    public static LoginRequest? Find(ProxyServices services, ProxySession session, HandshakeResponse41 response)
    {
        if (services.Operator.Find(response.UserName, response.Database) is { } account)
            return new LoginRequest(response, [account], null);
        bool hasName = !string.IsNullOrEmpty(response.Database);
        if (hasName && services.Registry.Find(response.Database!) is { Current: { } definition } tenant)
            return new LoginRequest(response, [new LoginCandidate(tenant, definition, definition.Schema)], null);

        SceError error = hasName
            ? services.Errors.DatabaseNotExisted(response.Database!)
            : services.Errors.DatabaseRequired;
        if (services.SessionOptions.Value.LoginWithoutDatabase == LoginWithoutDatabase.Refuse)
        {
            session.RefuseLogin(error, "no such database");
            return null;
        }

        List<LoginCandidate> candidates = [];
        foreach (Tenant found in services.Registry.FindByUser(response.UserName))
        {
            if (found.Current is { } current && (hasName ? current.ResolveSchema(response.Database!) : current.Schema) is { } schema)
                candidates.Add(new LoginCandidate(found, current, schema));
        }

        // None at all goes on too: whether a user exists must not show before the password was asked for.
        return new LoginRequest(response, candidates, error);
    }
}
