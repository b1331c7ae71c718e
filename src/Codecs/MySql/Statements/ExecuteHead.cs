using System.Buffers.Binary;

namespace SceNettyProxy.Codecs.MySql.Statements;

/// <summary>
/// The front of COM_STMT_EXECUTE and of MariaDB's COM_STMT_BULK_EXECUTE, up to the types of the parameters; protocol pages
/// "COM_STMT_EXECUTE" and "COM_STMT_BULK_EXECUTE".
/// <code>
/// offset  size       field of COM_STMT_EXECUTE
/// 0       1          0x17
/// 1       4          statement id
/// 5       1          flags: 1, 2, 4 ask for a cursor; 8 = a count of parameters follows, under QUERY_ATTRIBUTES
/// 6       4          iterations: 1
/// 10      lenenc     parameters, attributes included; under QUERY_ATTRIBUTES with flag 8
///         (n + 7)/8  NULL bitmap, where there are parameters
///         1          1 = types follow
///         2 n        type and sign of each; under QUERY_ATTRIBUTES each with its name, a lenenc string
///
/// offset  size       field of COM_STMT_BULK_EXECUTE
/// 0       1          0xFA
/// 1       4          statement id
/// 5       2          flags: 64 = unit results, 128 = types follow
/// 7       2 n        type and sign of each
/// </code>
/// </summary>
public readonly record struct ExecuteHead
{
    /// <summary>The id that stands for the statement prepared last (MariaDB).</summary>
    public const uint LastPrepared = uint.MaxValue;

    /// <summary>Where the id of a statement stands in the payload of every COM_STMT command that has one.</summary>
    public const int IdOffset = 1;

    private const int FlagsOffset = 5;
    private const int ParametersOffset = 10;
    private const int BulkTypesOffset = 7;
    private const byte ParameterCountAvailable = 0x08;
    private const byte BulkSendsTypes = 0x80;
    private const int TypeSize = 2;

    /// <summary>More bytes are needed to tell.</summary>
    public bool NeedsMore { get; private init; }

    /// <summary>Parameters, attributes included; 0 where the command has neither.</summary>
    public int Parameters { get; private init; }

    /// <summary>The types stand in this command.</summary>
    public bool HasTypes { get; private init; }

    /// <summary>Where the types begin in the payload, or would.</summary>
    public int TypesOffset { get; private init; }

    /// <summary>The size of the types in bytes; 0 where they are left out.</summary>
    public int TypesLength { get; private init; }

    /// <summary>Reads the front of a command.</summary>
    /// <param name="payload">Its first bytes, as many as have come.</param>
    /// <param name="parameters">How many parameters the statement has.</param>
    /// <param name="hasAttributes">QUERY_ATTRIBUTES was negotiated.</param>
    public static ExecuteHead Read(ReadOnlySpan<byte> payload, int parameters, bool hasAttributes)
    {
        if (payload.Length < BulkTypesOffset)
            return new ExecuteHead { NeedsMore = true };
        if ((CommandCode)payload[0] == CommandCode.StmtBulkExecute)
            return ReadBulk(payload, parameters);
        if (payload.Length < ParametersOffset)
            return new ExecuteHead { NeedsMore = true };

        int position = ParametersOffset;
        if (hasAttributes && (payload[FlagsOffset] & ParameterCountAvailable) != 0)
        {
            var reader = new PayloadReader(payload[position..]);
            if (!reader.TryReadLengthEncodedInteger(out ulong count) || count > ushort.MaxValue)
                return new ExecuteHead { NeedsMore = true };
            position = payload.Length - reader.Remaining;
            parameters = (int)count;
        }

        if (parameters == 0)
            return default;
        position += (parameters + 7) / 8;
        if (payload.Length <= position)
            return new ExecuteHead { NeedsMore = true };
        bool hasTypes = payload[position] == 1;
        position++;
        var head = new ExecuteHead { Parameters = parameters, HasTypes = hasTypes, TypesOffset = position };
        if (!hasTypes)
            return head;
        int length = hasAttributes ? NamedTypesLength(payload[position..], parameters) : TypeSize * parameters;
        return length < 0 || payload.Length < position + length
            ? new ExecuteHead { NeedsMore = true }
            : head with { TypesLength = length };
    }

    /// <summary>Marks a command that comes without types as one with them. The types are to be put at
    /// <see cref="TypesOffset"/>.</summary>
    /// <param name="payload">What <see cref="Read"/> was given.</param>
    public void AnnounceTypes(Span<byte> payload)
    {
        if ((CommandCode)payload[0] == CommandCode.StmtBulkExecute)
            payload[FlagsOffset] |= BulkSendsTypes;
        else
            payload[TypesOffset - 1] = 1;
    }

    /// <summary>The statement that a command is for; null where it is too short to name one.</summary>
    public static uint? ReadId(ReadOnlySpan<byte> payload) => payload.Length < IdOffset + sizeof(uint)
        ? null
        : BinaryPrimitives.ReadUInt32LittleEndian(payload[IdOffset..]);

    /// <summary>Puts another id in.</summary>
    public static void WriteId(Span<byte> payload, uint id) =>
        BinaryPrimitives.WriteUInt32LittleEndian(payload[IdOffset..], id);

    private static ExecuteHead ReadBulk(ReadOnlySpan<byte> payload, int parameters)
    {
        bool hasTypes = (payload[FlagsOffset] & BulkSendsTypes) != 0;
        int length = hasTypes ? TypeSize * parameters : 0;
        return payload.Length < BulkTypesOffset + length
            ? new ExecuteHead { NeedsMore = true }
            : new ExecuteHead
            {
                Parameters = parameters,
                HasTypes = hasTypes,
                TypesOffset = BulkTypesOffset,
                TypesLength = length,
            };
    }

    /// <summary>Less than 0 where the block is not whole.</summary>
    private static int NamedTypesLength(ReadOnlySpan<byte> block, int parameters)
    {
        var reader = new PayloadReader(block);
        for (int i = 0; i < parameters; i++)
        {
            if (reader.Remaining < TypeSize)
                return -1;
            reader.Skip(TypeSize);
            if (!reader.TryReadLengthEncodedInteger(out ulong length) || length > (ulong)reader.Remaining)
                return -1;
            reader.Skip((int)length);
        }

        return block.Length - reader.Remaining;
    }
}
