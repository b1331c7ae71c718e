namespace SceNettyProxy.Codecs.MySql.Authentication;

/// <summary>
/// A point of the curve -x² + y² = 1 + d·x²·y² in extended coordinates: x = X/Z, y = Y/Z, x·y = T/Z. RFC 8032, section 5.1.
/// The time of <see cref="Multiply"/> does not depend on the scalar.
/// </summary>
internal readonly struct Ed25519Point
{
    /// <summary>Bytes of an encoded point: y, with the lowest bit of x in the highest bit.</summary>
    public const int Size = Ed25519Field.Size;

    private const int ScalarBits = 256;

    private static readonly Ed25519Field D = -(Ed25519Field.From(121665) * Ed25519Field.From(121666).Invert());
    private static readonly Ed25519Field TwoD = D + D;

    private readonly Ed25519Field x, y, z, t;

    private Ed25519Point(in Ed25519Field x, in Ed25519Field y, in Ed25519Field z, in Ed25519Field t)
    {
        this.x = x;
        this.y = y;
        this.z = z;
        this.t = t;
    }

    /// <summary>The neutral element.</summary>
    public static Ed25519Point Zero { get; } = new(Ed25519Field.Zero, Ed25519Field.One, Ed25519Field.One, Ed25519Field.Zero);

    /// <summary>The base point: y = 4/5, x even.</summary>
    public static Ed25519Point Base { get; } = FromY(Ed25519Field.From(4) * Ed25519Field.From(5).Invert());

    public static Ed25519Point operator +(in Ed25519Point p, in Ed25519Point q)
    {
        var a = (p.y - p.x) * (q.y - q.x);
        var b = (p.y + p.x) * (q.y + q.x);
        var c = p.t * TwoD * q.t;
        var d = p.z * q.z;
        d += d;
        return FromFactors(b - a, d - c, d + c, b + a);
    }

    public static Ed25519Point operator -(in Ed25519Point p) => new(-p.x, p.y, p.z, -p.t);

    /// <summary>The point that 32 bytes encode; false for bytes that encode none, or none in the one valid way.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes32, out Ed25519Point point)
    {
        point = default;
        var y = Ed25519Field.Read(bytes32);
        if (!TryFindX(y, out var x))
            return false;
        var negative = (bytes32[^1] & 0x80) != 0;
        if (x.IsOdd != negative)
            x = -x;
        point = new Ed25519Point(x, y, Ed25519Field.One, x * y);
        Span<byte> again = stackalloc byte[Size];
        point.Write(again);
        return again.SequenceEqual(bytes32);
    }

    public void Write(Span<byte> bytes32)
    {
        var inverse = z.Invert();
        (y * inverse).Write(bytes32);
        if ((x * inverse).IsOdd)
            bytes32[^1] |= 0x80;
    }

    /// <summary>This point times a number of 32 bytes, little-endian.</summary>
    public Ed25519Point Multiply(ReadOnlySpan<byte> scalar32)
    {
        var result = Zero;
        for (var i = ScalarBits - 1; i >= 0; i--)
        {
            result = result.Double();
            result = Select(result, result + this, scalar32[i >> 3] >> (i & 7) & 1);
        }

        return result;
    }

    private Ed25519Point Double()
    {
        var a = x * x;
        var b = y * y;
        var c = z * z;
        var sum = x + y;
        var h = a + b;
        var g = a - b;
        return FromFactors(h - sum * sum, c + c + g, g, h);
    }

    private static Ed25519Point FromFactors(in Ed25519Field e, in Ed25519Field f, in Ed25519Field g, in Ed25519Field h) =>
        new(e * f, g * h, f * g, e * h);

    private static Ed25519Point Select(in Ed25519Point p, in Ed25519Point q, int bit) => new(
        Ed25519Field.Select(p.x, q.x, bit),
        Ed25519Field.Select(p.y, q.y, bit),
        Ed25519Field.Select(p.z, q.z, bit),
        Ed25519Field.Select(p.t, q.t, bit));

    private static Ed25519Point FromY(in Ed25519Field y)
    {
        TryFindX(y, out var x);
        if (x.IsOdd)
            x = -x;
        return new Ed25519Point(x, y, Ed25519Field.One, x * y);
    }

    /// <summary>A root of (y² - 1) / (d·y² + 1), of either sign; false where there is none.</summary>
    private static bool TryFindX(in Ed25519Field y, out Ed25519Field x)
    {
        var square = y * y;
        var u = square - Ed25519Field.One;
        var v = D * square + Ed25519Field.One;
        var v3 = v * v * v;
        x = u * v3 * (u * v3 * v3 * v).PowerForRoot();
        var check = v * x * x;
        if (check == u)
            return true;
        x *= Ed25519Field.RootOfMinusOne;
        return check == -u;
    }
}
