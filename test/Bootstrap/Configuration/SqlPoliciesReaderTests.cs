using SceNettyProxy.Bootstrap.Tests.Running;
using SceNettyProxy.Tenancy.Policies;

namespace SceNettyProxy.Bootstrap.Tests.Configuration;

[TestClass]
public sealed class SqlPoliciesReaderTests
{
    [TestMethod]
    public void A_policy_is_its_base_with_what_it_says_itself()
    {
        using ConfigurationFolder folder = new(
            """
            {"policy": {
              "careful": {
                "statements": {"allow": ["Select", "show  tables", "start transaction"]}, "tables": {"deny": ["secret"]},
                "requireWhere": true, "maxLength": "1KB", "engines": ["Aria"], "commands": ["refresh", "debug"]
              },
              "loose": {"base": "open", "sessionStatements": false}
            }}
            """);
        SqlPolicies policies = folder.Load().Options!.Policy;
        Assert.AreEqual(
            SqlPolicies.Standard with
            {
                Name = "careful",
                Statements = new NameRules(["select", "show tables", "begin"], []),
                Tables = new NameRules([], ["secret"]),
                RequireWhere = true,
                MaxLength = 1024,
                Engines = ["Aria"],
                Commands = PolicyCommands.Refresh | PolicyCommands.Debug,
            },
            policies.Find("careful"));
        Assert.AreEqual(SqlPolicies.Open with { Name = "loose", SessionStatements = false }, policies.Find("loose"));
    }

    [TestMethod]
    [DataRow("\"standard\": {}", "$.policy.standard: is the name of a built-in policy")]
    [DataRow("\"a\": {\"base\": \"transparent\"}", "$.policy.a.base: must be standard, internal or open")]
    [DataRow("\"a\": {\"statements\": {\"allow\": [\"select\", \"creat table\"]}}", "$.policy.a.statements.allow[1]: \"creat table\" is no statement; docs/operations.md lists them")]
    [DataRow("\"a\": {\"tables\": {\"deny\": [\"\"]}}", "$.policy.a.tables.deny[0]: must not be empty")]
    [DataRow("\"a\": {\"tables\": {\"denied\": []}}", "$.policy.a.tables.denied: unknown key")]
    [DataRow("\"a\": {\"requireWhere\": \"x\"}", "$.policy.a.requireWhere: must be true or false")]
    [DataRow("\"a\": {\"commands\": [\"quit\"]}", "$.policy.a.commands[0]: must be refresh, shutdown or debug")]
    [DataRow("\"a\": {\"requireWere\": true}", "$.policy.a.requireWere: unknown key, did you mean \"requireWhere\"?")]
    public void Bad_input_is_named_with_its_path(string policy, string expected)
    {
        using ConfigurationFolder folder = new("{\"policy\": {" + policy + "}}");
        Assert.StartsWith(expected, folder.Load().Errors.Single().ToString());
    }

    [TestMethod]
    public async Task Check_names_a_database_whose_policy_does_not_exist()
    {
        using ConfigurationFolder folder = new(
            """{"policy": {"own": {}}}""",
            """
            {"databases": {
              "a": {"user": "u", "password": "p", "primary": "db", "sqlPolicy": "own"},
              "b": {"user": "u", "password": "p", "primary": "db", "sqlPolicy": "onw"}
            }}
            """);
        var (exitCode, _, errors) = await SceProxy.RunAsync(["check", "--conf", folder.Path]);
        Assert.AreEqual(
            $"{folder["databases.json"]}: $.databases.b.sqlPolicy: \"onw\" is no policy; there are internal, own, standard, transparent",
            errors.Split('\n')[0]);
        Assert.AreEqual(1, exitCode);
    }
}
