using SceNettyProxy.Handlers.Tests.Rig;
using SceNettyProxy.Tenancy.Settings;

namespace SceNettyProxy.Handlers.Tests.PrivateSql;

/// <summary>Tests with SCE statements.</summary>
public abstract class PrivateSqlTest : ProxyTest
{
    protected const string OperatorUser = "boss";
    protected const string OperatorPassword = "boss-secret";

    private protected static ClientTable Ask(TestClient client, string sql)
    {
        client.Query(sql);
        return ClientTable.Read(client.TakePackets());
    }

    private protected void SetOperator(string addresses = "127.0.0.0/8") => Rig.Admin.Set(new AdminOptions
    {
        User = OperatorUser,
        Password = OperatorPassword,
        AuthedIps = Databases.Addresses(addresses),
    });

    private protected TestClient Operator(string database = "sce")
    {
        SetOperator();
        return Rig.Connect().LogIn(OperatorUser, OperatorPassword, database);
    }
}
