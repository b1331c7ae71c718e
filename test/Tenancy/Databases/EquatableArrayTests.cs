using System.Collections.Immutable;
using SceNettyProxy.Tenancy.Databases;

namespace SceNettyProxy.Tenancy.Tests.Databases;

[TestClass]
public sealed class EquatableArrayTests
{
    [TestMethod]
    public void Arrays_are_equal_by_elements_and_order()
    {
        EquatableArray<string> one = ["a", "b"];
        EquatableArray<string> same = new(ImmutableArray.Create("a", "b"));
        Assert.IsTrue(one == same);
        Assert.AreEqual(one.GetHashCode(), same.GetHashCode());
        Assert.IsTrue(one != (EquatableArray<string>)["b", "a"]);
        Assert.IsTrue(one != (EquatableArray<string>)["a"]);
    }

    [TestMethod]
    public void The_default_value_is_an_empty_array()
    {
        EquatableArray<string> none = default;
        Assert.AreEqual(0, none.Length);
        Assert.IsTrue(none.IsEmpty);
        Assert.IsTrue(none == []);
        Assert.AreEqual(0, none.Where(item => true).Count());
        foreach (string item in none)
            Assert.Fail(item);
    }
}
