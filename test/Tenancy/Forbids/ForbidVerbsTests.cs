using SceNettyProxy.Tenancy.Forbids;

namespace SceNettyProxy.Tenancy.Tests.Forbids;

[TestClass]
public sealed class ForbidVerbsTests
{
    [TestMethod]
    public void Verbs_are_shown_as_a_list_in_upper_case_and_in_their_order() =>
        Assert.AreEqual("['UPDATE', 'INSERT']", ForbidVerbs.From(["update", "Insert", "UPDATE"]).ToString());

    [TestMethod]
    [DataRow("INSERT", SqlOperations.Insert)]
    [DataRow("desc", SqlOperations.Explain)]
    [DataRow("START", SqlOperations.Begin)]
    [DataRow("XA", SqlOperations.Xa | SqlOperations.XaEnd)]
    [DataRow("COMMIT", SqlOperations.Commit)]
    [DataRow("ALL", SqlOperations.All)]
    public void Each_word_forbids_what_it_begins(string word, SqlOperations operations) =>
        Assert.AreEqual(operations, ForbidVerbs.From([word]).Operations);

    [TestMethod]
    [DataRow("")]
    [DataRow("INSRT")]
    [DataRow("1")]
    [DataRow("Insert, Update")]
    [DataRow("Anything")]
    [DataRow("Ending")]
    [DataRow("None")]
    public void A_word_that_begins_nothing_is_no_verb_and_forbids_nothing(string word)
    {
        Assert.IsFalse(ForbidVerbs.IsVerb(word));
        Assert.AreEqual(SqlOperations.None, ForbidVerbs.From([word]).Operations);
    }

    [TestMethod]
    public void All_leaves_alone_what_ends_a_transaction_or_a_lock()
    {
        SqlOperations ending = SqlOperations.Commit | SqlOperations.Rollback | SqlOperations.Unlock | SqlOperations.Release
            | SqlOperations.Deallocate | SqlOperations.XaEnd;
        Assert.AreEqual(SqlOperations.None, ForbidVerbs.All.Operations & ending);
        Assert.AreNotEqual(SqlOperations.None, ForbidVerbs.All.Operations & SqlOperations.Xa);
    }
}
