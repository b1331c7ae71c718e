using System.Text;
using SceNettyProxy.Codecs.Memcached;

namespace SceNettyProxy.Codecs.Tests.Memcached;

[TestClass]
public sealed class MemcachedReplyReaderTests
{
    // As memcached 1.6 answers: found with and without cas, data with a line end in it, nothing found, numbers, words.
    private const string Stream =
        "VALUE dbproxy_shop 0 2\r\n12\r\nVALUE other 7 9 18446744073709551615\r\na\r\nEND\r\nb\r\nEND\r\nEND\r\n42\r\n9 \r\n0\r\n"
        + "STORED\r\nNOT_STORED\r\nEXISTS\r\nNOT_FOUND\r\nDELETED\r\nVERSION 1.6.18\r\nERROR\r\n"
        + "CLIENT_ERROR cannot increment or decrement non-numeric value\r\nSERVER_ERROR out of memory storing object\r\n"
        + "VALUE empty 0 0\r\n\r\nEND\r\n";

    private static readonly string[] Expected =
    [
        "Items dbproxy_shop=12/0 other=a\r\nEND\r\nb/18446744073709551615", "Items", "Number 42", "Number 9", "Number 0", "Stored",
        "NotStored", "Exists", "NotFound", "Deleted", "Version", "ServerError", "ClientError", "ServerError", "Items empty=/0",
    ];

    [TestMethod]
    public void Whole() => CollectionAssert.AreEqual(Expected, ReadAll([Encoding.UTF8.GetBytes(Stream)]));

    [TestMethod]
    public void Byte_by_byte() =>
        CollectionAssert.AreEqual(Expected, ReadAll([.. Encoding.UTF8.GetBytes(Stream).Select(static value => new[] { value })]));

    [TestMethod]
    public void Cut_at_every_offset()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Stream);
        for (int cut = 1; cut < bytes.Length; cut++)
            CollectionAssert.AreEqual(Expected, ReadAll([bytes[..cut], bytes[cut..]]), $"cut at {cut}");
    }

    [TestMethod]
    public void An_answer_that_is_not_whole_is_none()
    {
        byte[] answer = Encoding.UTF8.GetBytes("VALUE a 0 3 5\r\nabc\r\nEND\r\n");
        for (int length = 0; length < answer.Length; length++)
            Assert.IsEmpty(ReadAll([answer[..length]]), $"{length} bytes");
        Assert.HasCount(1, ReadAll([answer]));
    }

    [TestMethod]
    [DataRow("HTTP/1.1 400 Bad Request\r\n")]
    [DataRow("-1\r\n")]
    [DataRow("12x\r\n")]
    [DataRow("\r\n")]
    [DataRow("99999999999999999999\r\n")]
    [DataRow("VALUE a 0\r\n")]
    [DataRow("VALUE a 0 -1\r\n")]
    [DataRow("VALUE a 0 1048577\r\n")]
    [DataRow("VALUE a x 1\r\n")]
    [DataRow("VALUE a 0 1 x\r\n")]
    [DataRow("VALUE a 0 1 2 3\r\n")]
    [DataRow("VALUE a 0 1\r\nabc\r\n")]
    [DataRow("VALUE a 0 1\r\na\r\nSTORED\r\n")]
    [DataRow("stored\r\n")]
    public void Garbage_is_told_from_answers(string garbage) =>
        Assert.ThrowsExactly<MemcachedProtocolException>(() => ReadAll([Encoding.UTF8.GetBytes(garbage)]));

    [TestMethod]
    public void A_line_without_an_end_is_given_up()
    {
        byte[] line = new byte[MemcachedReplyReader.MaxLine];
        Array.Fill(line, (byte)'1');
        Assert.IsEmpty(ReadAll([line]));
        Assert.ThrowsExactly<MemcachedProtocolException>(() => ReadAll([line, [(byte)'1']]));
        Assert.ThrowsExactly<MemcachedProtocolException>(() => ReadAll([[.. "ERROR"u8, .. line, .. "\r\n"u8]]));
    }

    [TestMethod]
    public void Random_bytes_give_answers_or_are_refused_and_nothing_else()
    {
        Random random = new(11_211);
        byte[] alphabet = Encoding.ASCII.GetBytes("VALUE END 0123456789\r\nSTORED_");
        for (int round = 0; round < 2000; round++)
        {
            byte[] bytes = [.. Enumerable.Range(0, random.Next(60)).Select(_ => alphabet[random.Next(alphabet.Length)])];
            try
            {
                ReadAll([bytes]);
            }
            catch (MemcachedProtocolException)
            {
                continue;
            }
        }
    }

    /// <summary>Feeds the pieces as they come, keeping what the reader did not take.</summary>
    private static string[] ReadAll(IReadOnlyList<byte[]> pieces)
    {
        MemcachedReplyReader reader = new();
        List<string> replies = [];
        byte[] kept = [];
        foreach (byte[] piece in pieces)
        {
            kept = [.. kept, .. piece];
            while (true)
            {
                MemcachedReply? reply = reader.Read(kept, out int consumed);
                kept = kept[consumed..];
                if (reply is null)
                    break;
                replies.Add(Describe(reply));
            }
        }

        return [.. replies];
    }

    private static string Describe(MemcachedReply reply) => reply.Kind switch
    {
        MemcachedReplyKind.Number => $"Number {reply.Number}",
        MemcachedReplyKind.Items => string.Join(
            ' ', ["Items", .. reply.Items.Select(static item => $"{item.Key}={item.Text}/{item.Cas}")]),
        _ => reply.Kind.ToString(),
    };
}
