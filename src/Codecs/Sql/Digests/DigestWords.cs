namespace SceNettyProxy.Codecs.Sql.Digests;

/// <summary>What a word is to a digest. Any thread.</summary>
internal static class DigestWords
{
    /// <summary>Words of the grammar that are no <see cref="SqlKeyword"/> and that no server reserves.</summary>
    private static readonly WordTable Others = Build("""
        ACTION AFTER ALWAYS AUTO_INCREMENT AVG_ROW_LENGTH BIT BOOL BOOLEAN BTREE CHANGED COMMENT COMMITTED COMPACT COMPRESSED
        DATE DATETIME DAY DISABLE DISCARD ENABLE ENUM EXCHANGE EXCLUDE FAST FIRST FOLLOWING GEOMETRY HASH HOUR IDENTIFIED
        INVISIBLE ISOLATION KEY_BLOCK_SIZE LAST LESS LEVEL LIST MAX_ROWS MEDIUM MEMORY MICROSECOND MIN_ROWS MINUTE MODIFY MONTH
        NCHAR NULLS ONLY OPTIONS ORDINALITY PATH PRECEDING QUARTER QUICK REBUILD REORGANIZE REPEATABLE ROW_FORMAT ROLLUP SECOND
        SERIAL SERIALIZABLE SIGNED SIMPLE SNAPSHOT SQL_TSI_DAY SUBPARTITION TEXT THAN TIES TIME TIMESTAMP UNBOUNDED
        UNCOMMITTED UNKNOWN UPGRADE USER VARIABLES VISIBLE WEEK WITHOUT YEAR
        """u8);

    /// <summary>Members of <see cref="SqlKeyword"/> that may name a table, a column or an alias without quotes.</summary>
    private static readonly WordTable Unreserved = Build("""
        AGAINST AGGREGATE ANY ATOMIC BACKUP BEGIN BINLOG BODY CACHE CHAIN CHARSET CHECKSUM CLONE CLOSE CODE COLLATION COLUMNS
        COMMIT CONCURRENT CONNECTION CONSISTENT CONTAINS COUNT CURRENT DATA DEALLOCATE DEFINER DIAGNOSTICS DUMPFILE DUPLICATE
        DYNAMIC END ENGINE ERRORS EVENT EVENTS EXECUTE EXPORT EXTENDED FIELDS FLUSH FOLLOWS FORMAT FULL FUNCTION GENERATED GET
        GLOBAL HANDLER HELP IMPORT INDEXES INSTALL INSTANCE INVOKER JSON LANGUAGE LOCAL LOCKED LOGS MASTER MEMBER MODE NAMES NEXT
        NO NOWAIT OFFSET OPEN OVER OWN PACKAGE PARTITIONS PASSWORD PERSIST PLUGIN PRECEDES PREPARE PREVIOUS PRIVILEGES PROFILE
        PROFILES QUERY REPAIR REPLICA RESET RESOURCE RESTART RETURNING ROLE ROLLBACK SAVEPOINT SCE SEQUENCE SESSION SHARE SHUTDOWN
        SKIP SLAVE SOME STAGE START STATEMENT STATUS STOP STORED TABLES TEMPORARY TRANSACTION TRIGGERS TRUNCATE UNINSTALL VALUE
        VIEW VIRTUAL WAIT WARNINGS WINDOW WORK XA XML ROWS ROW SYSTEM_TIME
        """u8);

    /// <summary>Names of character sets as a literal may have in front.</summary>
    private static readonly WordTable Introducers = Build("""
        _ARMSCII8 _ASCII _BIG5 _BINARY _CP1250 _CP1251 _CP1256 _CP1257 _CP850 _CP852 _CP866 _CP932 _DEC8 _EUCJPMS _EUCKR _GB18030
        _GB2312 _GBK _GEOSTD8 _GREEK _HEBREW _HP8 _KEYBCS2 _KOI8R _KOI8U _LATIN1 _LATIN2 _LATIN5 _LATIN7 _MACCE _MACROMAN _SJIS
        _SWE7 _TIS620 _UCS2 _UJIS _UTF16 _UTF16LE _UTF32 _UTF8 _UTF8MB3 _UTF8MB4
        """u8);

    /// <summary>A word of the grammar that is no keyword to the tokenizer.</summary>
    public static bool IsOther(ReadOnlySpan<byte> word) => Others.Find(word) != 0;

    /// <summary>The word means something to the grammar, so that a name spelled like it needs its quotes.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> word) => SqlKeywords.Find(word) != SqlKeyword.None || IsOther(word);

    /// <summary>A keyword that may be a name all the same.</summary>
    public static bool IsUnreserved(ReadOnlySpan<byte> word) => Unreserved.Find(word) != 0 || IsOther(word);

    public static bool IsIntroducer(ReadOnlySpan<byte> word) => Introducers.Find(word) != 0;

    /// <summary>A function that some server builds in.</summary>
    public static bool IsFunction(ReadOnlySpan<byte> name) =>
        SqlFunctions.Find(name, ServerFlavor.MySql) != FunctionKind.Unknown
        || SqlFunctions.Find(name, ServerFlavor.MariaDb) != FunctionKind.Unknown;

    private static WordTable Build(ReadOnlySpan<byte> words)
    {
        var table = new WordTable(words.Count((byte)' ') + words.Count((byte)'\n') + 2);
        table.AddAll(words, 1);
        return table;
    }
}
