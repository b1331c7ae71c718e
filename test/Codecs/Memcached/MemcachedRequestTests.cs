using System.Text;
using DotNetty.Buffers;
using SceNettyProxy.Codecs.Memcached;

namespace SceNettyProxy.Codecs.Tests.Memcached;

[TestClass]
public sealed class MemcachedRequestTests
{
    [TestMethod]
    public void Commands_are_those_of_the_text_protocol()
    {
        AssertWritten("get a\r\n", MemcachedRequest.Get("a"));
        AssertWritten("gets a b\r\n", MemcachedRequest.Gets("a", "b"));
        AssertWritten("gat 30 a\r\n", MemcachedRequest.GetAndTouch("a", 30));
        AssertWritten("set a 0 30 0\r\n\r\n", MemcachedRequest.Set("a", "", 30));
        AssertWritten("set a 0 30 6\r\nzwölf\r\n", MemcachedRequest.Set("a", "zwölf", 30));
        AssertWritten("add a 0 0 1\r\n1\r\n", MemcachedRequest.Add("a", "1", 0));
        AssertWritten("cas a 0 0 2 77\r\n12\r\n", MemcachedRequest.CompareAndSet("a", "12", 0, 77));
        AssertWritten("incr a 0\r\n", MemcachedRequest.Increase("a", 0));
        AssertWritten("decr a 5\r\n", MemcachedRequest.Decrease("a", 5));
        AssertWritten("delete a\r\n", MemcachedRequest.Delete("a"));
        AssertWritten("version\r\n", MemcachedRequest.Version());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a b")]
    [DataRow("a\r\nflush_all")]
    [DataRow("a\u007F")]
    public void What_is_no_key_would_be_another_command(string key)
    {
        Assert.ThrowsExactly<ArgumentException>(() => MemcachedRequest.Get("a", key));
        Assert.ThrowsExactly<ArgumentException>(() => MemcachedRequest.Set(key, "1", 0));
        Assert.ThrowsExactly<ArgumentException>(() => MemcachedRequest.Increase(key, 1));
    }

    [TestMethod]
    public void An_answer_of_another_command_is_not_expected()
    {
        Assert.IsTrue(MemcachedRequest.Increase("a", 1).Expects(MemcachedReplyKind.NotFound));
        Assert.IsTrue(MemcachedRequest.Increase("a", 1).Expects(MemcachedReplyKind.ClientError));
        Assert.IsFalse(MemcachedRequest.Increase("a", 1).Expects(MemcachedReplyKind.Stored));
        Assert.IsFalse(MemcachedRequest.Set("a", "", 1).Expects(MemcachedReplyKind.Number));
    }

    [TestMethod]
    public void Ordinary_names_stay_readable()
    {
        Assert.AreEqual("dbproxy_shop", MemcachedKey.Of("dbproxy_", "shop"));
        Assert.AreEqual("dbproxy_Shop-2.x_ä", MemcachedKey.Of("dbproxy_", "Shop-2.x_ä"));
        Assert.AreEqual("dbproxy_my%20shop", MemcachedKey.Of("dbproxy_", "my shop"));
        Assert.AreEqual("dbproxy_a%25%0D%0A%7F", MemcachedKey.Of("dbproxy_", "a%\r\n\u007F"));
    }

    [TestMethod]
    public void Every_name_has_a_valid_key_of_its_own()
    {
        string[] names =
        [
            "", "a", " ", "%20", "a b", "a%20b", "a%b", new string('x', 242), new string('x', 243), new string('x', 244), new string('x', 300),
            new string(' ', 90), new string(' ', 91), new string('ä', 125), new string('ä', 126), new string('€', 200), string.Concat(Enumerable.Repeat("𝄞", 100)),
        ];
        string[] keys = [.. names.Select(static name => MemcachedKey.Of("dbproxy_", name))];
        CollectionAssert.AllItemsAreUnique(keys);
        foreach (string key in keys)
            Assert.IsTrue(MemcachedKey.IsValid(key), key);
        Assert.AreEqual("dbproxy_" + new string('x', 242), keys[7]);
    }

    private static void AssertWritten(string text, MemcachedRequest request)
    {
        IByteBuffer output = Unpooled.Buffer();
        request.WriteTo(output);
        Assert.AreEqual(text, output.ToString(Encoding.UTF8));
        output.Release();
    }
}
