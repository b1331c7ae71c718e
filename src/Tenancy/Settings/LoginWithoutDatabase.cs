namespace SceNettyProxy.Tenancy.Settings;

public enum LoginWithoutDatabase
{
    /// <summary>
    /// The one entry that has that user, allows that schema and whose password proves right is taken.
    /// </summary>
    Resolve,

    /// <summary>2903 or 2902.</summary>
    Refuse,
}
