namespace SceNettyProxy.Codecs.Sql.Digests;

/// <summary>What stands between a pair of parentheses, or outside of all, as far as it was read.</summary>
internal struct DigestFrame
{
    /// <summary>Where the parenthesis is in the normalised text.</summary>
    public int Parenthesis;

    /// <summary>Where the group begins: at the parenthesis, or at a ROW in front of it.</summary>
    public int GroupStart;

    /// <summary>A list of IN or a row of VALUES: literals alone in it count as one, however many.</summary>
    public bool IsList;

    /// <summary>Groups directly in here are rows, of which equal neighbours count as one.</summary>
    public bool HasRows;

    public bool HasLiteral;

    /// <summary>There is something else than literals and commas.</summary>
    public bool HasOther;

    /// <summary>Where the last row in here begins and ends; 0 where there was none.</summary>
    public int RowStart;
    public int RowEnd;
}
