namespace SceNettyProxy.Tenancy.Registry;

public enum TenantChangeKind
{
    Added,
    Changed,
    Removed,
}
