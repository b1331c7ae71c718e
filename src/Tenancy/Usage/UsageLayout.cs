namespace SceNettyProxy.Tenancy.Usage;

/// <summary>
/// The counter file: a header and slots of one size, in the byte order of the machine.
/// <code>
/// header
/// offset  size  field
/// 0       8     "SCEUSAGE"
/// 8       4     version
/// 12      4     size of the header
/// 16      4     size of a slot
/// 20      4     counters of a slot
/// 24      8     the minute that is not closed yet, in minutes since 1970
/// 32      8     the last sequence number of the log
/// 40            zero
///
/// any slot
/// 0       4     kind: 0 free, 1 database, 2 counters; written last
/// 4       4     1: bytes of the name; 2: the number of the event loop
/// 8       8     2: the number of the database's slot
///
/// the slot of a database
/// 64      256   name, UTF-8; an empty one is for what belongs to no database
/// 320     8     client connections now
/// 328     8     the most of them in the open minute
/// 336     8     connections to servers now
/// 344     8     the most of them in the open minute
///
/// a slot of counters: one database on one event loop
/// 64      1344  counters, see UsageCounters
/// 1408    8     bytes in of logins that are not decided yet
/// 1416    8     bytes out of them
/// </code>
/// Every field of 8 bytes is aligned, so that it is read and written whole. A slot fills cache lines of its own.
/// </summary>
internal static class UsageLayout
{
    public const int Version = 1;
    public const int HeaderSize = 4096;
    public const int SlotSize = 1536;

    /// <summary>The file grows by so many slots; a multiple of any page.</summary>
    public const int SegmentSlots = 128;

    public const int SegmentSize = SegmentSlots * SlotSize;

    public const int VersionField = 8;
    public const int HeaderSizeField = 12;
    public const int SlotSizeField = 16;
    public const int CounterCountField = 20;
    public const int OpenMinuteField = 24;
    public const int LastSequenceField = 32;

    /// <summary>The year 3871: no clock shows it.</summary>
    public const long MaxMinute = 1_000_000_000;

    public const int KindField = 0;
    public const int DetailField = 4;
    public const int DatabaseField = 8;

    public const int NameField = 64;
    public const int MaxName = 256;
    public const int ConnectionsField = 320;
    public const int PeakConnectionsField = 328;
    public const int BackendsField = 336;
    public const int PeakBackendsField = 344;

    public const int CountersField = 64;
    public const int HeldInField = CountersField + (UsageCounters.Count * sizeof(long));
    public const int HeldOutField = HeldInField + sizeof(long);

    public static ReadOnlySpan<byte> Magic => "SCEUSAGE"u8;
}
