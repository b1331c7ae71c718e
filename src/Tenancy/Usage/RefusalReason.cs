namespace SceNettyProxy.Tenancy.Usage;

/// <summary>
/// Why a statement or a login was refused by the proxy itself; counted per database. The order stands in the counter file: a
/// new reason goes to the end.
/// </summary>
public enum RefusalReason : byte
{
    /// <summary>The policy of the database does not let the statement pass: 2906, 2907, 2908.</summary>
    Policy,

    /// <summary>A forbid is in force: 2910.</summary>
    Forbid,

    /// <summary>Too many statements or bytes.</summary>
    Rate,

    /// <summary>Too many connections: 2913.</summary>
    Connections,

    /// <summary>The user may only read.</summary>
    ReadOnlyUser,

    /// <summary>A schema that is not the tenant's: 2905.</summary>
    Schema,

    /// <summary>A custom handler denied it.</summary>
    CustomHandler,

    /// <summary>A login from an address that is on no list: 2911.</summary>
    Address,

    /// <summary>A login to a database that is disabled: 2912.</summary>
    Disabled,

    /// <summary>A login with a wrong user or password: 2904.</summary>
    Login,
}
