using SceNettyProxy.Integration.File;

namespace SceNettyProxy.Integration.Tests.File;

[TestClass]
public sealed class SettledChangeTests
{
    [TestMethod]
    public void A_state_is_reported_once_it_has_stayed_from_one_look_to_the_next()
    {
        SettledChange<int> change = new();
        int[] looks = [1, 1, 1, 2, 3, 3, 3, 1, 1];
        bool[] reported = [.. looks.Select(change.Observe)];
        CollectionAssert.AreEqual(new[] { false, true, false, false, false, true, false, false, true }, reported);
    }

    [TestMethod]
    public void A_state_that_comes_back_before_it_settled_is_no_change()
    {
        SettledChange<int> change = new();
        int[] looks = [1, 1, 2, 1, 1];
        bool[] reported = [.. looks.Select(change.Observe)];
        CollectionAssert.AreEqual(new[] { false, true, false, false, false }, reported);
    }
}
