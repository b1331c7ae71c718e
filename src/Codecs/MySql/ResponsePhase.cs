namespace SceNettyProxy.Codecs.MySql;

/// <summary>Which packet a response has next.</summary>
internal enum ResponsePhase : byte
{
    /// <summary>The response is complete, or none was begun.</summary>
    Done,

    /// <summary>The first packet of a response, or of the next result in one.</summary>
    First,

    /// <summary>Definitions of a number known from the packet in front of them.</summary>
    Definitions,

    /// <summary>The EOF behind counted definitions; only without DeprecateEof.</summary>
    DefinitionsEnd,

    /// <summary>Definitions up to an EOF or OK.</summary>
    FieldList,

    /// <summary>Rows up to an EOF, OK or ERR.</summary>
    Rows,

    /// <summary>Nothing from the server: the client sends its file.</summary>
    LocalInfile,
}
