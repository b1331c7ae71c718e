using System.Reflection;
using SceNettyProxy.Tenancy.Addresses;
using SceNettyProxy.Tenancy.Databases;
using SceNettyProxy.Tenancy.Learning;

namespace SceNettyProxy.Tenancy.Tests.Databases;

[TestClass]
public sealed class DatabaseDefinitionTests
{
    [TestMethod]
    public void Definitions_built_alike_are_equal()
    {
        Assert.AreEqual(Definitions.Shop(), Definitions.Shop());
        Assert.AreEqual(Definitions.Shop().GetHashCode(), Definitions.Shop().GetHashCode());
    }

    [TestMethod]
    public void A_change_of_any_property_makes_a_definition_unequal()
    {
        Assert.IsTrue(AddressList.TryParse(["10.0.0.1"], out AddressList? addresses, out _));
        DatabaseDefinition shop = Definitions.Shop();
        Dictionary<string, DatabaseDefinition> changed = new()
        {
            [nameof(shop.Name)] = shop with { Name = "other" },
            [nameof(shop.Users)] = shop with { Users = [shop.Users[0] with { ReadOnly = true }] },
            [nameof(shop.ServerUser)] = shop with { ServerUser = "other" },
            [nameof(shop.AllowLocalInfile)] = shop with { AllowLocalInfile = true },
            [nameof(shop.ServerPassword)] = shop with { ServerPassword = "other" },
            [nameof(shop.Schema)] = shop with { Schema = "other" },
            [nameof(shop.Schemas)] = shop with { Schemas = ["other"] },
            [nameof(shop.Primary)] = shop with { Primary = new Endpoint("127.0.0.1", 1) },
            [nameof(shop.Replicas)] = shop with { Replicas = [shop.Replicas[0] with { Weight = 7 }] },
            [nameof(shop.AuthedIps)] = shop with { AuthedIps = addresses },
            [nameof(shop.Type)] = shop with { Type = "level2" },
            [nameof(shop.Disabled)] = shop with { Disabled = true },
            [nameof(shop.SqlPolicy)] = shop with { SqlPolicy = "other" },
            [nameof(shop.Learning)] = shop with { Learning = LearningMode.Record },
            [nameof(shop.ReadAfterWrite)] = shop with { ReadAfterWrite = TimeSpan.Zero },
            [nameof(shop.Limits)] = shop with { Limits = new LimitsDefinition { Connections = 1 } },
            [nameof(shop.Pool)] = shop with { Pool = new PoolDefinition { Max = 1 } },
        };
        IEnumerable<string> properties = typeof(DatabaseDefinition)
            .GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name);
        foreach (string property in properties)
            Assert.AreNotEqual(shop, changed[property], property);
    }

    [TestMethod]
    public void No_password_is_printed()
    {
        DatabaseDefinition shop = Definitions.Shop();
        string printed = $"{shop} {shop.Users[0]} {shop.Users[0] with { ReadOnly = true }}";
        StringAssert.Contains(printed, "shop");
        Assert.IsFalse(printed.Contains(Definitions.Password, StringComparison.Ordinal), printed);
    }

    [TestMethod]
    public void The_own_name_stands_for_the_real_schema()
    {
        DatabaseDefinition shop = Definitions.Shop() with { Schema = "shop_1" };
        Assert.AreEqual("shop_1", shop.ResolveSchema("shop"));
        Assert.AreEqual("shop_1", shop.ResolveSchema("shop_1"));
        Assert.IsNull(shop.ResolveSchema("SHOP"));
        Assert.IsNull(shop.ResolveSchema("mysql"));
        Assert.IsFalse(shop.AllowsSchema("mysql"));
        Assert.IsTrue(shop.AllowsSchema("shop"));
    }

    [TestMethod]
    public void Further_schemas_stand_for_themselves()
    {
        DatabaseDefinition shop = Definitions.Shop() with { Schema = "shop_1", Schemas = ["archive", "reports"] };
        Assert.AreEqual("reports", shop.ResolveSchema("reports"));
        Assert.IsNull(shop.ResolveSchema("mysql"));
        DatabaseDefinition open = shop with { Schemas = ["archive", "*"] };
        Assert.AreEqual("mysql", open.ResolveSchema("mysql"));
        Assert.AreEqual("shop_1", open.ResolveSchema("shop"), "the own name keeps its meaning");
    }

    [TestMethod]
    public void A_user_is_found_by_its_exact_name()
    {
        DatabaseDefinition shop = Definitions.Shop();
        Assert.AreSame(shop.Users[0], shop.FindUser("shop"));
        Assert.IsNull(shop.FindUser("Shop"));
    }

    [TestMethod]
    public void Built_in_types_are_multiples_of_the_default()
    {
        Dictionary<string, TypeDefinition> types = TypeDefinition.BuiltIn.ToDictionary(type => type.Name);
        CollectionAssert.AreEquivalent(new[] { "default", "level1", "level2", "level3", "internal" }, types.Keys);
        Assert.AreEqual(
            new TypeDefinition
            {
                Name = "internal",
                Connections = 10_240,
                Disk = 20L << 30,
                Network = 80L << 30,
                TableSize = 10L << 30,
                TableRows = 1_000_000,
                Tables = 1000,
                SlowQueryDuration = TimeSpan.FromSeconds(20),
                SlowQueries = 50,
                CpuTime = TimeSpan.FromSeconds(600),
            },
            types["internal"]);
        Assert.AreEqual(types["default"] with { Name = "level1" }, types["level1"]);
        Assert.AreEqual(3 * types["default"].Connections, types["level3"].Connections);
    }
}
