namespace SceNettyProxy.Tenancy.Limits;

/// <summary>What has too many connections.</summary>
public enum ConnectionScope
{
    Database,
    User,
    Address,
}
