using System.Security.Cryptography;

namespace SceNettyProxy.Handlers.Frontend;

/// <summary>Makes the random bytes that a client proves its password with.</summary>
internal static class Scrambles
{
    /// <summary>Fills bytes from 1 to 127, as servers send: no zero, which would end it, and no '$'.</summary>
    public static void Fill(Span<byte> scramble)
    {
        RandomNumberGenerator.Fill(scramble);
        foreach (ref byte value in scramble)
        {
            value &= 0x7F;
            if (value is 0 or (byte)'$')
                value++;
        }
    }
}
