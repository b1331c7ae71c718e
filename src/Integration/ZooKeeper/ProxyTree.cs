namespace SceNettyProxy.Integration.ZooKeeper;

/// <summary>The names of the nodes that proxies share, and their paths.</summary>
/// <remarks>
/// <code>
/// /database
///   db_info/&lt;db&gt;                    one node per database
///     authed_ips                    JSON list
///     db_disabled                   0 | 1
///     dbtype                        a type
///     dbconf/db_user db_password db_db db_host_r db_host_w
///     dbconf/options                optional: a JSON object with more keys of databases.json
///   db_type/&lt;type&gt;                  JSON object of quotas
///   authed_ips                      JSON list
///   forbid/&lt;db&gt;                     JSON object of forbids
///   temp_proxy/&lt;ip&gt;:&lt;port&gt;-&lt;sequence&gt;  ephemeral: a running proxy; the first in order of the sequence is the master
///   proxy_nodes/&lt;number&gt;            ephemeral: a number in connection ids that is taken
/// </code>
/// </remarks>
public static class ProxyTree
{
    public const string Root = "/database";
    public const string Databases = Root + "/db_info";
    public const string Types = Root + "/db_type";
    public const string AuthedIps = Root + "/authed_ips";
    public const string Forbids = Root + "/forbid";
    public const string Proxies = Root + "/temp_proxy";
    public const string Numbers = Root + "/proxy_nodes";

    /// <summary>The part of a path that names the child of <paramref name="parent"/>; null for a path that is not below it.</summary>
    public static string? ChildOf(string parent, string path)
    {
        if (path.Length <= parent.Length + 1 || path[parent.Length] != '/' || !path.StartsWith(parent, StringComparison.Ordinal))
            return null;
        int end = path.IndexOf('/', parent.Length + 1);
        return end < 0 ? path[(parent.Length + 1)..] : path[(parent.Length + 1)..end];
    }
}
