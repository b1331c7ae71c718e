using SceNettyProxy.Codecs.MySql;

namespace SceNettyProxy.Codecs.Tests.MySql;

/// <summary>Random and mutated input: nothing but a protocol error may come out, and nothing may hang.</summary>
[TestClass]
public sealed class HostileInputTests
{
    private const int Seed = 20_261;

    [TestMethod]
    public void A_scanner_survives_mutated_responses()
    {
        var random = new Random(Seed);
        var captures = Capture.Responses.ToArray();
        var refused = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var capture = captures[random.Next(captures.Length)];
            var bytes = Mutate(random, capture.Bytes);
            var scanner = capture.NewScanner();
            refused += Survives(() => new ScanRun(scanner).Feed(bytes));
        }
        Assert.IsGreaterThan(1000, refused);
    }

    [TestMethod]
    public void A_mutated_response_means_the_same_in_pieces()
    {
        var random = new Random(Seed);
        var captures = Capture.Responses.ToArray();
        for (var round = 0; round < 10_000; round++)
        {
            var capture = captures[random.Next(captures.Length)];
            var bytes = Mutate(random, capture.Bytes);
            var cut = random.Next(bytes.Length + 1);
            var whole = new ScanRun(capture.NewScanner());
            var pieces = new ScanRun(capture.NewScanner());

            var wholeRefused = Survives(() => whole.Feed(bytes));
            var piecesRefused = Survives(() =>
            {
                pieces.Feed(bytes.AsSpan(0, cut));
                pieces.Feed(bytes.AsSpan(cut));
            });

            Assert.AreEqual(wholeRefused, piecesRefused, capture.Name);
            CollectionAssert.AreEqual(whole.Events, pieces.Events, capture.Name);
        }
    }

    [TestMethod]
    public void Payload_decoders_survive_random_bytes()
    {
        var random = new Random(Seed);
        var refused = 0;
        for (var round = 0; round < 15_000; round++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            if (bytes.Length > 1 && random.Next(2) == 0)
                bytes[0] = (byte)(random.Next(3) switch { 0 => 0, 1 => 0xFE, _ => 10 });
            refused += DecodeAll(bytes);
        }
        Assert.IsGreaterThan(15_000, refused);
    }

    [TestMethod]
    public void Payload_decoders_survive_mutated_and_truncated_logins_and_greetings()
    {
        var random = new Random(Seed);
        foreach (var name in new[] { "greeting", "login", "track-autocommit", "classic-syntax" })
        {
            var payload = Capture.Of(name).FirstPayload.ToArray();
            for (var length = 0; length < payload.Length; length++)
                DecodeAll(payload[..length]);
            for (var round = 0; round < 2_000; round++)
                DecodeAll(Mutate(random, payload));
        }
    }

    private static int DecodeAll(byte[] bytes) =>
        Survives(() => HandshakeV10.Parse(bytes))
        + Survives(() => HandshakeResponse41.Parse(bytes))
        + Survives(() => AuthSwitchRequest.Parse(bytes))
        + Survives(() => AuthMoreData.Parse(bytes))
        + Survives(() => ErrPayload.Parse(bytes))
        + Survives(() => EofPayload.Parse(bytes))
        + Survives(() => ReadOk(bytes, CapabilityFlags.SessionTrack))
        + Survives(() => ReadOk(bytes, CapabilityFlags.None))
        + Survives(() => ReadChanges(bytes));

    private static void ReadOk(byte[] bytes, CapabilityFlags capabilities)
    {
        var ok = OkPayload.Parse(bytes, capabilities);
        _ = bytes[ok.Info];
        ReadChanges(bytes[ok.SessionState]);
    }

    private static void ReadChanges(ReadOnlySpan<byte> changes)
    {
        var reader = new SessionStateReader(changes);
        while (reader.TryRead(out _))
            continue;
    }

    private static int Survives(Action decode)
    {
        try
        {
            decode();
            return 0;
        }
        catch (MySqlProtocolException)
        {
            return 1;
        }
    }

    private static byte[] Mutate(Random random, ReadOnlySpan<byte> original)
    {
        var bytes = original[..(random.Next(4) == 0 ? random.Next(original.Length + 1) : original.Length)].ToArray();
        for (var count = random.Next(4); count > 0 && bytes.Length > 0; count--)
        {
            byte[] special = [0, 1, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF, (byte)random.Next(256)];
            bytes[random.Next(bytes.Length)] = special[random.Next(special.Length)];
        }
        return bytes;
    }
}
