using System.Text;
using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Tenancy.Tests.Forbids;

[TestClass]
public sealed class ForbidJsonTests
{
    [TestMethod]
    [DataRow("""{"shop": {"type": 1, "start": 1357000000.0, "duration": 300, "object": 10, "crud": ["ALL"], "errmsg": "quota exceeded"}}""")]
    [DataRow("""{"shop": {"type": 2, "start": 1357000000.25, "duration": 0, "object": 10, "crud": ["INSERT", "UPDATE"], "errmsg": ""}}""")]
    [DataRow("""{"shop": {"type": 1, "start": 1.0, "duration": 0.5, "object": 11, "crud": {"orders": ["ALL"], "item": ["INSERT", "DELETE"]}, "errmsg": "x"}}""")]
    [DataRow("""{"blog": {"type": 2, "start": 0.0, "duration": 0, "object": 10, "crud": ["ALL"], "errmsg": "\u00e4 \"q\" \\ \n\t\u0001 \ud83d\ude00 <&'+/"}, "shop": {"type": 2, "start": 0.0, "duration": 0, "object": 10, "crud": ["ALL"], "errmsg": "b"}}""")]
    [DataRow("""{"shop": [{"type": 2, "start": 0.0, "duration": 0, "object": 10, "crud": ["INSERT"], "errmsg": "a"}, {"type": 2, "start": 0.0, "duration": 0, "object": 10, "crud": ["DELETE"], "errmsg": "b"}]}""")]
    [DataRow("{}")]
    public void What_is_written_is_byte_for_byte_what_was_read(string json) =>
        Assert.AreEqual(json, ForbidJsonWriter.Write(Parse(json)));

    [TestMethod]
    public void Every_field_is_read()
    {
        ForbidDefinition forbid = Only("""{"shop": {"type": 1, "start": 1357000000.5, "duration": 300, "object": 11, "crud": {"orders": ["INSERT"], "item": "ALL"}, "errmsg": "why"}}""");
        Assert.AreEqual(
            new ForbidDefinition
            {
                Kind = ForbidKind.Timed,
                Start = 1357000000.5,
                Duration = 300,
                Object = ForbidObject.Table,
                Tables = [new TableForbid("orders", ForbidVerbs.From(["INSERT"])), new TableForbid("item", ForbidVerbs.All)],
                Reason = "why",
            },
            forbid);
    }

    [TestMethod]
    [DataRow("""{"type": 2, "crud": "ALL"}""", "['ALL']")]
    [DataRow("""{"type": 2, "crud": "insert"}""", "['INSERT']")]
    [DataRow("""{"type": 2, "crud": ["Insert", " update "], "object": "10"}""", "['INSERT', 'UPDATE']")]
    [DataRow("""{"type": "2", "start": null, "crud": ["ALL"], "errmsg": null, "other": {"a": 1}}""", "['ALL']")]
    [DataRow("""{"type": 1, "start": "1.5", "duration": "300"}""", "['ALL']")]
    [DataRow("""{"type": 2.0, "crud": []}""", "[]")]
    public void What_others_may_have_written_is_read(string json, string verbs) =>
        Assert.AreEqual(verbs, Only($$"""{"shop": {{json}}}""").Verbs.ToString());

    [TestMethod]
    [DataRow("""{"shop": {"type": 0}}""")]
    [DataRow("""{"shop": null}""")]
    [DataRow("""{"shop": []}""")]
    public void None_is_no_forbid(string json) => Assert.IsTrue(Parse(json).Of("shop").IsEmpty);

    [TestMethod]
    [DataRow("", "line 1, column 1: no JSON")]
    [DataRow("{\"shop\": {", "line 1, column 11: no JSON")]
    [DataRow("[]", "$: must be an object")]
    [DataRow("""{"shop": 1}""", "$.shop: must be an object")]
    [DataRow("""{"shop": {}}""", "$.shop.type: is missing")]
    [DataRow("""{"shop": {"type": 3}}""", "$.shop.type: must be one of 0, 1, 2")]
    [DataRow("""{"shop": {"type": 1.5}}""", "$.shop.type: must be one of 0, 1, 2")]
    [DataRow("""{"shop": {"type": true}}""", "$.shop.type: must be a number")]
    [DataRow("""{"shop": {"type": 1, "start": 1}}""", "$.shop.duration: is missing")]
    [DataRow("""{"shop": {"type": 1, "duration": 1}}""", "$.shop.start: is missing")]
    [DataRow("""{"shop": {"type": 2, "start": "1e999"}}""", "$.shop.start: must be a number")]
    [DataRow("""{"shop": {"type": 2, "object": 12}}""", "$.shop.object: must be one of 10, 11")]
    [DataRow("""{"shop": {"type": 2, "object": 11}}""", "$.shop.crud: is missing")]
    [DataRow("""{"shop": {"type": 2, "object": 11, "crud": ["ALL"]}}""", "$.shop.crud: must be an object")]
    [DataRow("""{"shop": {"type": 2, "object": 11, "crud": {"t": 1}}}""", "$.shop.crud.t: must be a verb or a list of verbs")]
    [DataRow("""{"shop": {"type": 2, "crud": {"t": ["ALL"]}}}""", "$.shop.crud: must be a verb or a list of verbs")]
    [DataRow("""{"shop": [{"type": 2}, {"type": 2, "errmsg": 1}]}""", "$.shop[1].errmsg: must be a string")]
    public void What_is_wrong_is_named_with_its_place(string json, string message) =>
        Assert.AreEqual(message, Assert.ThrowsExactly<ForbidFormatException>(() => Parse(json)).Message);

    private static ForbidSnapshot Parse(string json) => ForbidJson.Parse(Encoding.UTF8.GetBytes(json));

    private static ForbidDefinition Only(string json) => Parse(json).Of("shop").Forbids.Single();
}
