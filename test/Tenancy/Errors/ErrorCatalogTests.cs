using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Tenancy.Tests.Errors;

[TestClass]
public sealed class ErrorCatalogTests
{
    [TestMethod]
    public void The_sce_catalog_gives_the_codes_2901_to_2915_in_order() =>
        CollectionAssert.AreEqual(Enumerable.Range(2901, 15).ToArray(), Codes(ErrorCatalog.Sce));

    [TestMethod]
    public void The_mysql_catalog_gives_the_nearest_codes_of_the_server() => CollectionAssert.AreEqual(
        new[] { 1429, 1049, 1046, 1045, 1044, 1148, 1286, 1286, 1053, 1226, 1130, 3118, 1040, 1429, 1429 },
        Codes(ErrorCatalog.Mysql));

    [TestMethod]
    public void A_user_who_may_only_read_meets_the_read_only_error()
    {
        Assert.AreEqual(2906, ErrorCatalog.Sce.ReadOnlyUser.Code);
        Assert.AreEqual(1290, ErrorCatalog.Mysql.ReadOnlyUser.Code);
    }

    [TestMethod]
    public void Texts_of_the_server_name_what_they_are_about()
    {
        ErrorCatalog catalog = ErrorCatalog.For(ErrorFlavour.Mysql);
        Assert.AreEqual(new SceError(1049, "42000", "Unknown database 'shop'"), catalog.DatabaseNotExisted("shop"));
        Assert.AreEqual(
            new SceError(1045, "28000", "Access denied for user 'u'@'h' (using password: NO)"),
            catalog.AccessDenied("u", "h", usingPassword: false));
        Assert.AreEqual(
            new SceError(1044, "42000", "Access denied for user 'u'@'h' to database 'd'"),
            catalog.DatabaseForbidden("u", "h", "d"));
        Assert.AreEqual(
            new SceError(1130, "HY000", "Host '10.0.0.1' is not allowed to connect to this MySQL server"),
            catalog.AddressNotAllowed("10.0.0.1"));
        StringAssert.EndsWith(catalog.OperationForbidden("['ALL']", "Database", "d", "r", 9).Message, "Try again 9 seconds later.");
    }

    [TestMethod]
    public void The_configured_flavour_chooses_the_catalog()
    {
        Assert.AreSame(ErrorCatalog.Sce, ErrorCatalog.For(ErrorFlavour.Sce));
        Assert.AreSame(ErrorCatalog.Mysql, ErrorCatalog.For(ErrorFlavour.Mysql));
        Assert.AreEqual(ErrorFlavour.Mysql, ErrorCatalog.Mysql.Flavour);
    }

    private static int[] Codes(ErrorCatalog catalog)
    {
        SceError[] errors =
        [
            catalog.ConnectServerFailed,
            catalog.DatabaseNotExisted("d"),
            catalog.DatabaseRequired,
            catalog.AccessDenied("u", "h", true),
            catalog.DatabaseForbidden("u", "h", "d"),
            catalog.StatementForbidden,
            catalog.EngineNotSupported("e"),
            catalog.EngineMissing,
            catalog.ServerGone,
            catalog.OperationForbidden("['ALL']", "Database", "d", "r", 1),
            catalog.AddressNotAllowed("h"),
            catalog.DatabaseDisabled("u", "h", "d"),
            catalog.ConnectionsExceeded("d", 1),
            catalog.CannotConnect("s"),
            catalog.ConnectTimeout,
        ];
        foreach (SceError error in errors)
            Assert.AreEqual(5, error.SqlState.Length, error.ToString());
        return [.. errors.Select(error => (int)error.Code)];
    }
}
