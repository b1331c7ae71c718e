namespace SceNettyProxy.Codecs.MySql;

/// <summary>
/// Iterates the session state changes of an OK packet; protocol page "OK_Packet", "Session State Information".
/// <code>
/// size    field
/// 1       type
/// lenenc  data of that type:
///           SystemVariable   lenenc name, lenenc value; MariaDB may put several pairs into one entry
///           Gtids            1 byte encoding, lenenc text
///           StateChange      1 letter, without a length of its own
///           the others       lenenc text
/// </code>
/// Unknown types are skipped.
/// </summary>
public ref struct SessionStateReader(ReadOnlySpan<byte> changes)
{
    private PayloadReader entries = new(changes);
    private PayloadReader pairs;

    /// <summary>Reads the next change; false at the end.</summary>
    /// <exception cref="MySqlProtocolException">An entry is cut off.</exception>
    public bool TryRead(out SessionStateChange change)
    {
        while (pairs.Remaining == 0)
        {
            if (entries.Remaining == 0)
            {
                change = default;
                return false;
            }
            var type = (SessionStateType)entries.ReadByte();
            var data = new PayloadReader(entries.ReadLengthEncodedString());
            switch (type)
            {
                case SessionStateType.SystemVariable:
                    pairs = data;
                    break;
                case SessionStateType.Gtids:
                    data.Skip(1);
                    change = new SessionStateChange(type, default, data.ReadLengthEncodedString());
                    return true;
                case SessionStateType.StateChange:
                    change = new SessionStateChange(type, default, data.ReadRest());
                    return true;
                case SessionStateType.Schema or SessionStateType.TransactionCharacteristics
                    or SessionStateType.TransactionState:
                    change = new SessionStateChange(type, default, data.ReadLengthEncodedString());
                    return true;
                default:
                    break;
            }
        }

        var name = pairs.ReadLengthEncodedString();
        change = new SessionStateChange(SessionStateType.SystemVariable, name, pairs.ReadLengthEncodedString());
        return true;
    }
}
