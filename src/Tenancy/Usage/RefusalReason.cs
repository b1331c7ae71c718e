namespace SceNettyProxy.Tenancy.Usage;

/// <summary>Why a statement or a login was refused by the proxy itself; counted per database.</summary>
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
}
