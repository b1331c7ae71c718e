namespace SceNettyProxy.Codecs.MySql;

/// <summary>What was wrong with the bytes of a peer. Goes into logs and metrics.</summary>
public enum ProtocolError
{
    /// <summary>A field reaches behind the end of its packet.</summary>
    Truncated,

    /// <summary>A field holds a value that the protocol does not allow.</summary>
    Malformed,

    /// <summary>A packet number is not the one that was due.</summary>
    WrongSequence,

    /// <summary>A packet that must be seen whole is larger than its bound.</summary>
    TooLarge,

    /// <summary>A packet of another kind than this moment of the conversation allows.</summary>
    UnexpectedPacket,

    /// <summary>A form of the protocol from before 4.1, which is not spoken here.</summary>
    ObsoleteProtocol,
}
