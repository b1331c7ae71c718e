namespace SceNettyProxy.Codecs.MySql.Statements;

/// <summary>
/// A 64-bit hash (FNV-1a) over the column definitions in the answer to a COM_STMT_PREPARE: two servers that agree in it
/// describe a statement's parameters and columns the same way. The header, with the server's own id, and EOF packets, with its
/// status, are left out. Not thread-safe.
/// </summary>
public sealed class DefinitionsDigest
{
    private const ulong Prime = 0x100000001B3;

    /// <summary>The length of the catalog's name, which every definition begins with: "def".</summary>
    private const byte DefinitionStart = 3;

    private uint header;
    private int headerBytes;
    private int rest;
    private bool isFirstByte;
    private bool isDefinition;

    /// <summary>The hash so far.</summary>
    public ulong Value { get; private set; } = 0xCBF29CE484222325;

    /// <summary>Takes the next bytes of the answer.</summary>
    /// <param name="packets">Headers included, cut anywhere.</param>
    public void Feed(ReadOnlySpan<byte> packets)
    {
        foreach (byte value in packets)
        {
            if (rest == 0)
            {
                header |= (uint)value << (8 * headerBytes++);
                if (headerBytes < PacketHeader.Size)
                    continue;
                rest = (int)(header & PacketHeader.MaxPayload);
                header = 0;
                headerBytes = 0;
                isFirstByte = true;
                continue;
            }

            rest--;
            if (isFirstByte)
                isDefinition = value == DefinitionStart;
            isFirstByte = false;
            if (isDefinition)
                Value = (Value ^ value) * Prime;
        }
    }
}
