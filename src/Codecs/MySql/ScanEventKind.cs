namespace SceNettyProxy.Codecs.MySql;

/// <summary>What <see cref="ResponseScanner.Scan"/> stopped for.</summary>
public enum ScanEventKind
{
    /// <summary>The data is used up; more must come.</summary>
    NeedMore,

    /// <summary>An OK packet, also one with header 0xFE behind rows.</summary>
    Ok,

    /// <summary>An EOF packet that ends rows, a list of definitions, or the whole answer.</summary>
    Eof,

    /// <summary>An error packet. Nothing of the response follows.</summary>
    Error,

    /// <summary>
    /// The server wants a file of the client; the payload behind its first byte is the name. The response goes on after
    /// <see cref="ResponseScanner.ResumeAfterLocalInfile"/>.
    /// </summary>
    LocalInfile,

    /// <summary>The header of the answer to COM_STMT_PREPARE.</summary>
    PrepareOk,

    /// <summary>
    /// The head of a result of an execution under MariaDB's CACHE_METADATA, which alone says whether definitions follow.
    /// </summary>
    ColumnCount,

    /// <summary>
    /// The response ends behind a packet that does not say so by itself: the text of COM_STATISTICS, or the last
    /// definition of a prepare under DeprecateEof. The event has no packet: its start is its end.
    /// </summary>
    End,
}
