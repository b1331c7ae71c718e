using System.Buffers.Binary;

namespace SceNettyProxy.Codecs.MySql.Authentication;

/// <summary>
/// A number modulo p = 2^255 - 19, the field of Curve25519, as five limbs of 51 bits. Between operations limbs may exceed
/// 51 bits by a few; only <see cref="Write"/> reduces fully. No member's time depends on the value.
/// </summary>
internal readonly struct Ed25519Field
{
    /// <summary>Bytes of an element on the wire, little-endian; the highest bit is not part of it.</summary>
    public const int Size = 32;

    private const int LimbBits = 51;
    private const ulong Mask = (1UL << LimbBits) - 1;

    /// <summary>2^255 is this, modulo p.</summary>
    private const ulong Fold = 19;

    // The limbs of 2p: what a difference is lifted by, so that no limb becomes negative.
    private const ulong TwoPLow = 2 * (Mask - Fold + 1);
    private const ulong TwoP = 2 * Mask;

    private readonly ulong l0, l1, l2, l3, l4;

    private Ed25519Field(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4)
    {
        // One round of carries: every limb is then below 2^51 + 2^18, whatever 64 bits it had.
        var top = l4 >> LimbBits;
        this.l0 = (l0 & Mask) + top * Fold;
        this.l1 = (l1 & Mask) + (l0 >> LimbBits);
        this.l2 = (l2 & Mask) + (l1 >> LimbBits);
        this.l3 = (l3 & Mask) + (l2 >> LimbBits);
        this.l4 = (l4 & Mask) + (l3 >> LimbBits);
    }

    public static Ed25519Field Zero => default;

    public static Ed25519Field One { get; } = From(1);

    /// <summary>A square root of -1: 2^((p - 1) / 4).</summary>
    public static Ed25519Field RootOfMinusOne { get; } = From(2).Power(0xFB, 0x1F);

    public bool IsZero => this == Zero;

    /// <summary>The lowest bit of the reduced number, which point encodings take for its sign.</summary>
    public bool IsOdd
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Size];
            Write(bytes);
            return (bytes[0] & 1) != 0;
        }
    }

    public static Ed25519Field From(uint value) => new(value, 0, 0, 0, 0);

    /// <summary>Reads 32 bytes; the highest bit is ignored, and a number of p or more is taken modulo p.</summary>
    public static Ed25519Field Read(ReadOnlySpan<byte> bytes32)
    {
        var w0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes32);
        var w1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes32[8..]);
        var w2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes32[16..]);
        var w3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes32[24..]);
        return new Ed25519Field(
            w0 & Mask,
            (w0 >> 51 | w1 << 13) & Mask,
            (w1 >> 38 | w2 << 26) & Mask,
            (w2 >> 25 | w3 << 39) & Mask,
            (w3 >> 12) & Mask);
    }

    /// <summary>Writes 32 bytes, fully reduced.</summary>
    public void Write(Span<byte> bytes32)
    {
        // Two more rounds of carries: limbs below 2^51, but the number may still be p to 2^255 - 1.
        var once = new Ed25519Field(l0, l1, l2, l3, l4);
        var twice = new Ed25519Field(once.l0, once.l1, once.l2, once.l3, once.l4);
        ulong r0 = twice.l0, r1 = twice.l1, r2 = twice.l2, r3 = twice.l3, r4 = twice.l4;
        // Adding 19 carries out of bit 255 exactly where the number is p or more.
        var carry = (r0 + Fold) >> LimbBits;
        carry = (r1 + carry) >> LimbBits;
        carry = (r2 + carry) >> LimbBits;
        carry = (r3 + carry) >> LimbBits;
        carry = (r4 + carry) >> LimbBits;
        r0 += carry * Fold;
        r1 += r0 >> LimbBits;
        r2 += r1 >> LimbBits;
        r3 += r2 >> LimbBits;
        r4 += r3 >> LimbBits;
        r0 &= Mask;
        r1 &= Mask;
        r2 &= Mask;
        r3 &= Mask;
        r4 &= Mask;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes32, r0 | r1 << 51);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes32[8..], r1 >> 13 | r2 << 38);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes32[16..], r2 >> 26 | r3 << 25);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes32[24..], r3 >> 39 | r4 << 12);
    }

    public static Ed25519Field operator +(in Ed25519Field a, in Ed25519Field b) =>
        new(a.l0 + b.l0, a.l1 + b.l1, a.l2 + b.l2, a.l3 + b.l3, a.l4 + b.l4);

    public static Ed25519Field operator -(in Ed25519Field a, in Ed25519Field b) => new(
        a.l0 + TwoPLow - b.l0, a.l1 + TwoP - b.l1, a.l2 + TwoP - b.l2, a.l3 + TwoP - b.l3, a.l4 + TwoP - b.l4);

    public static Ed25519Field operator -(in Ed25519Field a) => Zero - a;

    public static Ed25519Field operator *(in Ed25519Field a, in Ed25519Field b)
    {
        // Limbs below 2^52 and multiples of them by 19 below 2^57: a sum of five products stays below 2^112.
        ulong f1 = b.l1 * Fold, f2 = b.l2 * Fold, f3 = b.l3 * Fold, f4 = b.l4 * Fold;
        var r0 = Product(a.l0, b.l0) + Product(a.l1, f4) + Product(a.l2, f3) + Product(a.l3, f2) + Product(a.l4, f1);
        var r1 = Product(a.l0, b.l1) + Product(a.l1, b.l0) + Product(a.l2, f4) + Product(a.l3, f3) + Product(a.l4, f2);
        var r2 = Product(a.l0, b.l2) + Product(a.l1, b.l1) + Product(a.l2, b.l0) + Product(a.l3, f4) + Product(a.l4, f3);
        var r3 = Product(a.l0, b.l3) + Product(a.l1, b.l2) + Product(a.l2, b.l1) + Product(a.l3, b.l0) + Product(a.l4, f4);
        var r4 = Product(a.l0, b.l4) + Product(a.l1, b.l3) + Product(a.l2, b.l2) + Product(a.l3, b.l1) + Product(a.l4, b.l0);
        r1 += r0 >> LimbBits;
        r2 += r1 >> LimbBits;
        r3 += r2 >> LimbBits;
        r4 += r3 >> LimbBits;
        // What leaves the top is below 2^62, and 19 times that would not fit: it is folded as 128 bits.
        var low = ((ulong)r0 & Mask) + (r4 >> LimbBits) * Fold;
        return new Ed25519Field(
            (ulong)low & Mask,
            ((ulong)r1 & Mask) + (ulong)(low >> LimbBits),
            (ulong)r2 & Mask,
            (ulong)r3 & Mask,
            (ulong)r4 & Mask);
    }

    public static bool operator ==(in Ed25519Field a, in Ed25519Field b)
    {
        Span<byte> left = stackalloc byte[Size], right = stackalloc byte[Size];
        a.Write(left);
        b.Write(right);
        return System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(left, right);
    }

    public static bool operator !=(in Ed25519Field a, in Ed25519Field b) => !(a == b);

    public override bool Equals(object? obj) => obj is Ed25519Field other && this == other;

    public override int GetHashCode() => throw new NotSupportedException("No key of a table.");

    /// <summary>1 / this; zero for zero. By Fermat: this^(p - 2).</summary>
    public Ed25519Field Invert() => Power(0xEB, 0x7F);

    /// <summary>this^((p - 5) / 8), from which square roots are made.</summary>
    public Ed25519Field PowerForRoot() => Power(0xFD, 0x0F);

    /// <summary><paramref name="b"/> where the bit is 1, else <paramref name="a"/>.</summary>
    public static Ed25519Field Select(in Ed25519Field a, in Ed25519Field b, int bit)
    {
        var mask = (ulong)-(long)bit;
        return new Ed25519Field(
            a.l0 ^ (mask & (a.l0 ^ b.l0)),
            a.l1 ^ (mask & (a.l1 ^ b.l1)),
            a.l2 ^ (mask & (a.l2 ^ b.l2)),
            a.l3 ^ (mask & (a.l3 ^ b.l3)),
            a.l4 ^ (mask & (a.l4 ^ b.l4)));
    }

    /// <summary>
    /// Raises to one of the three exponents in use. In bytes they are a lowest one, thirty times 0xFF, and a highest one.
    /// </summary>
    private Ed25519Field Power(byte lowest, byte highest)
    {
        var result = One;
        for (var i = Size - 1; i >= 0; i--)
        {
            var bits = i == 0 ? lowest : i == Size - 1 ? highest : byte.MaxValue;
            for (var bit = 7; bit >= 0; bit--)
            {
                result *= result;
                if ((bits >> bit & 1) != 0)
                    result *= this;
            }
        }

        return result;
    }

    private static UInt128 Product(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out ulong low);
        return new UInt128(high, low);
    }
}
