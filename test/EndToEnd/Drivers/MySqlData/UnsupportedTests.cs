namespace SceNettyProxy.EndToEnd.Drivers.MySqlData;

/// <summary>What MySql.Data cannot do on the server itself: listed with its error, and no compared case.</summary>
[TestClass]
public sealed class UnsupportedTests : MySqlDataTest
{
    [TestMethod]
    public Task The_compressed_protocol_over_the_asynchronous_calls() => this.CannotAsync(
        "opening asynchronously with UseCompression",
        "Fatal error encountered during command execution",
        session => session.RunAsync("SELECT 1"),
        settings: settings => settings.UseCompression = true);

    [TestMethod]
    public Task A_zero_date_as_a_date_of_dotnet() => this.CannotAsync(
        "reading a zero date without AllowZeroDateTime and ConvertZeroDateTime",
        "Unable to convert MySQL date/time value to System.DateTime",
        session => session.ScalarAsync("SELECT CAST('0000-00-00' AS DATE)"));
}
