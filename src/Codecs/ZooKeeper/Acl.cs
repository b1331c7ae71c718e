namespace SceNettyProxy.Codecs.ZooKeeper;

/// <summary>One entry of a node's ACL; jute record <c>int perms, ustring scheme, ustring id</c>.</summary>
public sealed record Acl(AclPermissions Permissions, string Scheme, string Id)
{
    /// <summary>Everything, for whoever is logged in as the creator is (CREATOR_ALL_ACL).</summary>
    public static Acl CreatorAll { get; } = new(AclPermissions.All, "auth", "");

    /// <summary>Everything, for everybody (OPEN_ACL_UNSAFE).</summary>
    public static Acl WorldAll { get; } = new(AclPermissions.All, "world", "anyone");
}
