namespace SceNettyProxy.Tenancy.Errors;

/// <summary>Which error codes clients see.</summary>
public enum ErrorFlavour
{
    /// <summary>The proxy's own codes, 2901 to 2915.</summary>
    Sce,

    /// <summary>The server's nearest code, which drivers know.</summary>
    Mysql,
}
