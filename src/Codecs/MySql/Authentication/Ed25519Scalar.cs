using System.Buffers.Binary;

namespace SceNettyProxy.Codecs.MySql.Authentication;

/// <summary>
/// Numbers modulo L = 2^252 + 27742317777372353535851937790883648493, the order of the base point. Little-endian bytes. The
/// time taken does not depend on the values.
/// </summary>
internal static class Ed25519Scalar
{
    public const int Size = 32;

    private const int Words = Size / sizeof(ulong);
    private const int WordBits = 64;

    /// <summary>L, lowest word first.</summary>
    private static ReadOnlySpan<ulong> Order => [0x5812631A5CF5D3ED, 0x14DEF9DEA2F79CD6, 0, 0x1000000000000000];

    /// <summary>Whether 32 bytes hold a number below L.</summary>
    public static bool IsReduced(ReadOnlySpan<byte> scalar32)
    {
        Span<ulong> difference = stackalloc ulong[Words];
        Load(scalar32, difference);
        return Subtract(difference, difference) != 0;
    }

    /// <summary>64 bytes modulo L.</summary>
    public static void Reduce(ReadOnlySpan<byte> wide64, Span<byte> destination32)
    {
        Span<ulong> wide = stackalloc ulong[2 * Words];
        Load(wide64, wide);
        Reduce(wide, destination32);
    }

    /// <summary>a · b + c modulo L, of 32 bytes each.</summary>
    public static void MultiplyAdd(
        ReadOnlySpan<byte> a32, ReadOnlySpan<byte> b32, ReadOnlySpan<byte> c32, Span<byte> destination32)
    {
        Span<ulong> a = stackalloc ulong[Words], b = stackalloc ulong[Words], sum = stackalloc ulong[2 * Words];
        Load(a32, a);
        Load(b32, b);
        Load(c32, sum[..Words]);
        sum[Words..].Clear();
        for (var i = 0; i < Words; i++)
        {
            ulong carry = 0;
            for (var j = 0; j < Words; j++)
            {
                // At most (2^64 - 1)² + 2 · (2^64 - 1), which is 2^128 - 1.
                var high = Math.BigMul(a[i], b[j], out ulong low);
                var total = new UInt128(high, low) + sum[i + j] + carry;
                sum[i + j] = (ulong)total;
                carry = (ulong)(total >> WordBits);
            }

            sum[i + Words] = carry;
        }

        Reduce(sum, destination32);
        sum.Clear();
    }

    /// <summary>Long division, bit by bit: the remainder is doubled, takes the next bit, and loses L where it can.</summary>
    private static void Reduce(ReadOnlySpan<ulong> wide, Span<byte> destination32)
    {
        Span<ulong> rest = stackalloc ulong[Words], less = stackalloc ulong[Words];
        rest.Clear();
        for (var i = wide.Length * WordBits - 1; i >= 0; i--)
        {
            var bit = wide[i / WordBits] >> (i % WordBits) & 1;
            for (var j = 0; j < Words; j++)
            {
                var word = rest[j];
                rest[j] = word << 1 | bit;
                bit = word >> (WordBits - 1);
            }

            // All ones where L does not fit: the difference is dropped then.
            var keep = 0 - Subtract(rest, less);
            for (var j = 0; j < Words; j++)
                rest[j] = (rest[j] & keep) | (less[j] & ~keep);
        }

        for (var j = 0; j < Words; j++)
            BinaryPrimitives.WriteUInt64LittleEndian(destination32[(j * sizeof(ulong))..], rest[j]);
        rest.Clear();
    }

    /// <summary>value - L; returns the borrow, 1 where the value is below L.</summary>
    private static ulong Subtract(ReadOnlySpan<ulong> value, Span<ulong> difference)
    {
        ulong borrow = 0;
        for (var i = 0; i < Words; i++)
        {
            var result = (UInt128)value[i] - Order[i] - borrow;
            difference[i] = (ulong)result;
            borrow = (ulong)(result >> WordBits) & 1;
        }

        return borrow;
    }

    private static void Load(ReadOnlySpan<byte> bytes, Span<ulong> words)
    {
        for (var i = 0; i < words.Length; i++)
            words[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * sizeof(ulong))..]);
    }
}
