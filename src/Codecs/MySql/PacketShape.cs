namespace SceNettyProxy.Codecs.MySql;

/// <summary>How the scanner treats a packet.</summary>
internal enum PacketShape : byte
{
    /// <summary>More of it must be seen to tell.</summary>
    Undecided,

    /// <summary>It decides how the response goes on and must be seen whole.</summary>
    Whole,

    /// <summary>Skipped by its length: a row, a definition, a text.</summary>
    Skipped,

    /// <summary>Skipped, and counts as nothing: a progress report.</summary>
    Ignored,
}
