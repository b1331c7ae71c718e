namespace SceNettyProxy.Codecs.Tests.Sql;

/// <summary>What a replica may run, and the reads that it may not.</summary>
internal static class ReadCorpus
{
    public const string Text = """
        # plain reads
        read verb=Select | SELECT 1
        read verb=Select | select * from t
        read | SELECT a, b FROM db.t AS x WHERE a IN (1, 2) AND (b = 'x' OR b LIKE 'y%')
        read | ((SELECT 1))
        read | (SELECT 1) UNION ALL (SELECT 2) ORDER BY 1 LIMIT 5
        read verb=Select | WITH c AS (SELECT 1) SELECT * FROM c
        read verb=Select | WITH RECURSIVE c(a, b) AS (SELECT 1, 2 UNION ALL SELECT a + 1, b FROM c WHERE a < 5), d(x) AS (SELECT 1) SELECT * FROM c, d
        read verb=Select | WITH c AS (SELECT 1) (SELECT * FROM c)
        read verb=TableOrValues | TABLE t
        read verb=TableOrValues | VALUES ROW(1, 2), ROW(3, 4)
        read | SELECT * FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.id = t.id) AND x > ANY (SELECT y FROM v)
        read | SELECT * FROM (SELECT 1 AS a) t(b)
        read | SELECT * FROM (VALUES (1), (2)) AS t(b)
        read | SELECT COUNT(*), MAX(a), GROUP_CONCAT(DISTINCT b ORDER BY b SEPARATOR ',') FROM t GROUP BY (a)
        read | SELECT CAST(a AS DECIMAL(10,2)), CONVERT(b, CHAR(10)), CAST(c AS DATETIME(6)), CONVERT(d USING utf8mb4) FROM t
        read | SELECT LEFT(a, 1), RIGHT(a, 1), IF(a, 1, 2), REPLACE(a, 'x', 'y'), INSERT(a, 1, 1, 'z'), MOD(5, 2), DATE(a), YEAR(a) FROM t
        read | SELECT a FROM t USE INDEX (i, j) FORCE INDEX FOR JOIN (k) IGNORE KEY FOR ORDER BY (l) WHERE a = 1
        read | SELECT * FROM t PARTITION (p0, p1)
        read | SELECT SUM(a) OVER (PARTITION BY b ORDER BY c ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), RANK() OVER w FROM t WINDOW w AS (ORDER BY a)
        read | SELECT a + INTERVAL (1 + 1) DAY FROM t
        read | SELECT * FROM a JOIN (b, c) ON (a.i = b.i) LEFT JOIN d USING (i)
        read | SELECT MATCH(a) AGAINST ('x' IN BOOLEAN MODE) FROM t
        read | SELECT SUBSTRING('abc' FROM 1 FOR 2), TRIM(BOTH 'x' FROM 'xax'), EXTRACT(YEAR FROM NOW())
        read | SELECT CASE WHEN (a) THEN (1) ELSE (2) END FROM t
        read | SELECT DATABASE(), USER(), VERSION(), CURRENT_USER(), NOW(), SLEEP(0), UUID(), RAND(), BENCHMARK(1, 1)
        read | SELECT JSON_EXTRACT(a, '$.x'), a->'$.y', a->>'$.z' FROM t
        read | SELECT * FROM JSON_TABLE('[]', '$[*]' COLUMNS(a INT PATH '$.a', NESTED PATH '$.b[*]' COLUMNS (c VARCHAR(5) PATH '$'))) AS j
        read | SELECT ST_Distance(ST_GeomFromText('POINT(1 2)'), ST_GeomFromText('POINT(1 1)'))
        read | SELECT * FROM t WHERE a = @x AND b = ?
        read | SELECT 'FOR UPDATE', `for update`, "LOCK IN SHARE MODE" /* FOR UPDATE */ -- FOR UPDATE
        read | SELECT `update`, t.update, t.delete FROM t
        read | SELECT * FROM t FOR SYSTEM_TIME AS OF '2020-01-01'
        read | SELECT 1 AS share, 2 AS locked, 3 AS status
        read | SELECT _utf8mb4'x', N'y', X'41', B'01', 0x41, 0b01, 1.5e3, .5, 1e1FROM t
        read | SELECT 'it''s', "a""b", 'a' 'b', 'a\'b'
        read | SELECT {d '2020-01-01'}, {fn now()}
        read | SELECT 1;
        read | ;; SELECT 1 ;; ;
        read count=2 | SELECT 1; SELECT 2
        read | SELECT 1\x00
        read | SELECT/**/1/*+ a */
        read | SELECT 1 --\x012\n + 1
        read | SELECT 1--1
        read | SELECT\x0B1\x0C
        read | # a comment\nSELECT 1
        read | /* sce:maybe */ SELECT 1
        read hint=Replica | /* sce:replica */ SELECT 1
        read hint=Primary | SELECT /*  SCE : Primary  */ 1 /* sce:replica */
        read hint=Primary | SELECT 1 /*sce:primary*/

        # schema objects
        read verb=Show | SHOW TABLES
        read | SHOW FULL TABLES FROM db LIKE 'a%'
        read | SHOW TABLE STATUS
        read | SHOW COLUMNS FROM t WHERE Field = 'a'
        read | SHOW FULL FIELDS FROM t
        read | SHOW INDEX FROM t
        read | SHOW KEYS FROM t
        read | SHOW CREATE TABLE t
        read | SHOW CREATE VIEW v
        read | SHOW CREATE PROCEDURE p
        read | SHOW DATABASES
        read | SHOW SCHEMAS
        read | SHOW TRIGGERS
        read | SHOW EVENTS
        read | SHOW PROCEDURE STATUS
        read | SHOW FUNCTION STATUS WHERE Db = 'x'
        read | SHOW CHARACTER SET
        read | SHOW COLLATION
        read verb=Describe | DESC t
        read verb=Describe | DESCRIBE t a
        read verb=Describe | EXPLAIN t
        read verb=Explain inner=Select | EXPLAIN SELECT 1
        read verb=Explain inner=Select | EXPLAIN FORMAT=JSON SELECT 1
        read verb=Explain inner=Select | DESC EXTENDED SELECT 1
        read verb=Explain inner=Select | EXPLAIN ANALYZE SELECT 1
        read verb=Analyze inner=Select | ANALYZE SELECT 1
        read verb=Analyze inner=Select | ANALYZE FORMAT=JSON (SELECT 1)
        read verb=SetStatement inner=Select | SET STATEMENT max_statement_time = 1, b = 'x' FOR SELECT 1

        # what only the server itself knows
        ServerState | SHOW STATUS
        ServerState | SHOW GLOBAL STATUS
        ServerState | SHOW VARIABLES LIKE 'a'
        ServerState | SHOW PROCESSLIST
        ServerState | SHOW FULL PROCESSLIST
        ServerState | SHOW ENGINE InnoDB STATUS
        ServerState | SHOW ENGINES
        ServerState | SHOW MASTER STATUS
        ServerState | SHOW BINARY LOGS
        ServerState | SHOW SLAVE STATUS
        ServerState | SHOW GRANTS
        ServerState | SHOW OPEN TABLES
        ServerState | SHOW CREATE USER u
        ServerState | SHOW PROCEDURE CODE p
        ServerState | EXPLAIN FOR CONNECTION 5
        ServerState | SELECT LOAD_FILE('/etc/passwd')
        ServerState | SELECT MASTER_POS_WAIT('a', 1)
        ServerState | HELP 'x'
        ServerState | SELECT * FROM information_schema.processlist
        ServerState | SELECT * FROM `INFORMATION_SCHEMA` . `GLOBAL_STATUS`
        ServerState | SELECT * FROM performance_schema.threads
        ServerState FollowsPrevious | SELECT * FROM information_schema.profiling
        read | SELECT * FROM information_schema.tables t JOIN information_schema.`COLUMNS` c
        SystemVariable | SELECT @@version
        SystemVariable | SELECT @@global.read_only, 1
        SystemVariable | SELECT @@`sql_mode`
        LastInsertId | SELECT @@identity
        LastInsertId | SELECT @@session.last_insert_id
        LastInsertId | SELECT @@insert_id
        LastInsertId | SELECT LAST_INSERT_ID()
        LastInsertId | SELECT 1 WHERE last_insert_id (5)

        # the statement before
        ServerState FollowsPrevious | SHOW WARNINGS
        ServerState FollowsPrevious | SHOW ERRORS LIMIT 1
        ServerState FollowsPrevious | SHOW COUNT(*) WARNINGS
        ServerState FollowsPrevious | SHOW PROFILE
        ServerState FollowsPrevious | SHOW PROFILES
        ServerState FollowsPrevious | SELECT FOUND_ROWS()
        ServerState FollowsPrevious | SELECT 1 + ROW_COUNT()
        SystemVariable FollowsPrevious | SELECT @@warning_count
        SystemVariable FollowsPrevious | SELECT @@session . error_count
        ServerState FollowsPrevious AssignsUserVariable verb=GetDiagnostics | GET DIAGNOSTICS @a = NUMBER
        ServerState FollowsPrevious AssignsUserVariable | GET CURRENT DIAGNOSTICS CONDITION 1 @a = MESSAGE_TEXT
        ServerState FollowsPrevious AssignsUserVariable | GET STACKED DIAGNOSTICS @a = NUMBER

        # locks
        LockingRead | SELECT * FROM t FOR UPDATE
        LockingRead | SELECT * FROM t FOR UPDATE OF t NOWAIT
        LockingRead | SELECT * FROM t FOR SHARE SKIP LOCKED
        LockingRead | SELECT * FROM t FOR UPDATE WAIT 5
        LockingRead | SELECT * FROM t LOCK IN SHARE MODE
        LockingRead | SELECT * FROM t lock/**/in -- x\n share # y\n mode
        LockingRead | SELECT * FROM t FOR/**/UPDATE
        LockingRead | ((SELECT * FROM t FOR UPDATE))
        LockingRead | (SELECT 1) UNION (SELECT * FROM t FOR UPDATE)
        LockingRead | WITH c AS (SELECT * FROM t FOR SHARE) SELECT * FROM c
        LockingRead | SELECT * FROM (SELECT * FROM (SELECT * FROM t FOR UPDATE) a) b
        LockingRead | SELECT 1 FROM t WHERE a IN (SELECT b FROM u LOCK IN SHARE MODE)
        LockingRead inner=Select | EXPLAIN SELECT * FROM t FOR UPDATE
        LockingRead | SELECT 'a' FOR UPDATE
        LockingRead | SELECT 'a\\' FOR UPDATE -- '
        LockingRead | SELECT 1.5FOR UPDATE

        # values that leave the result
        SelectInto AssignsUserVariable | SELECT 1 INTO @v
        SelectInto AssignsUserVariable | SELECT 1, 2 INTO @v, @w FROM t
        SelectInto | SELECT 1 INTO OUTFILE '/tmp/x'
        SelectInto | SELECT 1 INTO DUMPFILE '/tmp/x'
        SelectInto AssignsUserVariable | (SELECT 1 INTO @v)
        UserVariableAssignment AssignsUserVariable | SELECT @x := 1
        UserVariableAssignment AssignsUserVariable | SELECT * FROM (SELECT @x:=a FROM t) u
        CalcFoundRows CalculatesFoundRows | SELECT SQL_CALC_FOUND_ROWS * FROM t LIMIT 1
        CalcFoundRows CalculatesFoundRows | SELECT SQL_NO_CACHE SQL_CALC_FOUND_ROWS (1)

        # functions
        UserLock TakesUserLock | SELECT GET_LOCK('a', 1)
        UserLock TakesUserLock | SELECT 1 FROM t WHERE get_lock /* x */ ('a', 1)
        UserLock | SELECT RELEASE_LOCK('a')
        UserLock | SELECT RELEASE_ALL_LOCKS()
        UserLock | SELECT IS_FREE_LOCK('a')
        UserLock | SELECT IS_USED_LOCK('a')
        Sequence MayWrite | SELECT NEXTVAL(s)
        Sequence MayWrite | SELECT NEXT VALUE FOR s
        Sequence | SELECT PREVIOUS VALUE FOR s
        Sequence MayWrite | SELECT SETVAL(s, 5)
        Sequence | SELECT LASTVAL(s)
        Sequence MayWrite | SELECT s.nextval
        UnknownFunction CallsUnknown MayWrite | SELECT f()
        UnknownFunction CallsUnknown MayWrite | SELECT 1 FROM t WHERE a = f (b)
        UnknownFunction CallsUnknown MayWrite | SELECT db.now()
        UnknownFunction CallsUnknown MayWrite | SELECT `now`()
        UnknownFunction CallsUnknown MayWrite | SELECT db.`f` ()
        UnknownFunction CallsUnknown MayWrite | SELECT f/* ( */(1)
        UnknownFunction CallsUnknown MayWrite | SELECT f#\n(1)
        UnknownFunction CallsUnknown MayWrite | SELECT (1), f(2)
        UnknownFunction CallsUnknown MayWrite | WITH c AS (SELECT 1) SELECT (1), f(2) FROM c
        UnknownFunction CallsUnknown MayWrite | SELECT sleep_(1)
        UnknownFunction CallsUnknown MayWrite | SELECT {fn f(1)}
        UnknownFunction CallsUnknown MayWrite | SELECT count (a) FROM t
        UnknownFunction CallsUnknown MayWrite | SELECT UUID_TO_BIN('x')
        UnknownFunction CallsUnknown MayWrite | SHOW TABLES WHERE f(1)
        UnknownFunction CallsUnknown MayWrite inner=Select | EXPLAIN SELECT f(1)
        UnknownFunction CallsUnknown MayWrite | SELECT * FROM t PROCEDURE ANALYSE(10)
        UnknownFunction CallsUnknown MayWrite | SELECT 1, JSON_TABLE(5)
        UnknownFunction CallsUnknown MayWrite | SELECT columns(1)
        UnknownFunction CallsUnknown MayWrite | SELECT 1 + against(1)
        UnknownFunction CallsUnknown MayWrite | SELECT of(1)
        UnknownFunction CallsUnknown MayWrite | SELECT 1 + sql_no_cache(1)
        UnknownFunction CallsUnknown MayWrite | SELECT POINT(1)
        read | SELECT SQL_NO_CACHE (1), 2 MEMBER OF ('[1]')
        read | SELECT ABS (1), CONCAT /* x */ ('a')

        # broken text is no read
        NotARead MayWrite verb=Unknown | sel/**/ect 1
        NotARead MayWrite verb=Unknown | SELECTED
        NotARead MayWrite verb=Unknown | \xE3\x80\x80SELECT 1
        NotARead MayWrite | SELECT 1\x00 FOR UPD
        NotARead count=0 | 
        NotARead count=0 | /* nothing */ ;
        AmbiguousText ambiguous MayWrite CallsUnknown SetsUntrackable | SELECT 'open
        AmbiguousText ambiguous MayWrite CallsUnknown SetsUntrackable | SELECT `open
        AmbiguousText ambiguous MayWrite CallsUnknown SetsUntrackable | SELECT 1 /* open
        """;
}
