using SceNettyProxy.Tenancy.Errors;

namespace SceNettyProxy.Tenancy.Tests.Errors;

[TestClass]
public sealed class SceErrorsTests
{
    [TestMethod]
    public void Codes_states_and_wording_are_those_that_applications_know()
    {
        SceError[] errors =
        [
            SceErrors.ConnectServerFailed,
            SceErrors.DatabaseNotExisted,
            SceErrors.DatabaseRequired,
            SceErrors.AccessDenied("u", "10.0.0.1", usingPassword: true),
            SceErrors.DatabaseForbidden,
            SceErrors.StatementForbidden,
            SceErrors.EngineNotSupported("MyISAM"),
            SceErrors.EngineMissing,
            SceErrors.ServerGone,
            SceErrors.OperationForbidden("['INSERT', 'UPDATE']", "Table", "t", "quota exceeded", 300),
            SceErrors.AddressNotAllowed("10.0.0.1"),
            SceErrors.DatabaseDisabled("shop"),
            SceErrors.ConnectionsExceeded("shop", 400),
            SceErrors.CannotConnect("10.0.0.2"),
            SceErrors.ConnectTimeout,
        ];
        string[] messages =
        [
            "connect server failed, please check username, password and database",
            "database is not existed",
            "Auth packet must contain database",
            "Access denied for user 'u'@'10.0.0.1' (using password: YES)",
            "Database is forbidden",
            "SQL statement is forbidden",
            "Engine 'MyISAM' isn't being supported",
            "Engine isn't specified.",
            "MySQL server has gone away",
            "['INSERT', 'UPDATE'] operations in Table 't' is still forbidden because of 'quota exceeded'. Try again 300 seconds later.",
            "'10.0.0.1' is not in my service. Please contact administrator.",
            "'shop' is disabled.",
            "Database 'shop' has exceeded 400 connections",
            "Can't connect to MySQL server on '10.0.0.2' (111)",
            "Connect to Backend MySQL server timeout",
        ];
        for (int i = 0; i < messages.Length; i++)
            Assert.AreEqual(new SceError((ushort)(2901 + i), $"SCE{i + 1:00}", messages[i]), errors[i]);
        StringAssert.EndsWith(SceErrors.AccessDenied("u", "h", usingPassword: false).Message, "(using password: NO)");
    }
}
