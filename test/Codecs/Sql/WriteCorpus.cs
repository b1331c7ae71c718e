namespace SceNettyProxy.Codecs.Tests.Sql;

/// <summary>Writes, session control, executable comments, batches and stored programs.</summary>
internal static class WriteCorpus
{
    public const string Text = """
        # writes
        NotARead MayWrite verb=Insert | INSERT INTO t VALUES (1)
        NotARead MayWrite | INSERT INTO db.t (a, b) VALUES (1, NOW()) ON DUPLICATE KEY UPDATE a = VALUES(a)
        NotARead MayWrite | INSERT t (a) SELECT 1
        NotARead MayWrite | INSERT INTO t(a) VALUES (1) AS new(x) ON DUPLICATE KEY UPDATE a = new.x
        NotARead MayWrite | INSERT INTO `t`(a) VALUES (1) RETURNING a
        NotARead MayWrite CallsUnknown | INSERT INTO t VALUES (f(1))
        NotARead MayWrite TakesUserLock | INSERT INTO t VALUES (GET_LOCK('a', 1))
        NotARead MayWrite verb=Replace | REPLACE INTO t (a) VALUES (1)
        NotARead MayWrite verb=Update | UPDATE t SET a = 1 WHERE b = 2
        NotARead MayWrite verb=Delete | DELETE FROM t USING t JOIN u ON (t.a = u.a)
        NotARead MayWrite verb=Update | WITH c AS (SELECT 1) UPDATE t, c SET a = 1
        NotARead MayWrite verb=Delete | WITH c AS (SELECT 1), d AS (SELECT 2) DELETE FROM t
        NotARead MayWrite verb=LoadData | LOAD DATA INFILE 'x' INTO TABLE t (a, b)
        NotARead MayWrite LoadsLocalFile | LOAD DATA LOCAL INFILE 'x' INTO TABLE t
        NotARead MayWrite LoadsLocalFile AssignsUserVariable | LOAD DATA LOCAL INFILE 'x' INTO TABLE t (@a) SET b = @a
        NotARead MayWrite CallsUnknown verb=Call | CALL p(1, 2)
        NotARead MayWrite CallsUnknown | CALL db.p
        NotARead verb=Do | DO SLEEP(0)
        NotARead MayWrite CallsUnknown | DO f(1)
        NotARead TakesUserLock | DO GET_LOCK('a', 1)
        AnalyzedWrite verb=Explain inner=Update | EXPLAIN UPDATE t SET a = 1
        AnalyzedWrite MayWrite verb=Explain inner=Delete | EXPLAIN ANALYZE DELETE FROM t
        AnalyzedWrite MayWrite verb=Analyze inner=Insert | ANALYZE INSERT INTO t VALUES (1)
        NotARead MayWrite inner=Update | EXPLAIN ANALYZE WITH c AS (SELECT 1) UPDATE t SET a = 1
        NotARead MayWrite verb=SetStatement inner=Update | SET STATEMENT a = 1 FOR UPDATE t SET b = 2
        LockingRead inner=Select | SET STATEMENT a = 1 FOR SELECT * FROM t FOR UPDATE
        SessionControl SetsUntrackable AssignsUserVariable ChangesReading inner=Set | SET STATEMENT a = 1 FOR SET @a = 1
        NotARead MayWrite verb=Analyze | ANALYZE TABLE t
        NotARead MayWrite verb=Unknown | BINLOG 'x'
        NotARead MayWrite verb=Unknown | FROBNICATE t

        # definitions
        NotARead MayWrite verb=Create | CREATE TABLE t (a INT, b TEXT(10), KEY k (a), CHECK (a > 0))
        NotARead MayWrite | CREATE TABLE t AS SELECT 1
        NotARead MayWrite CallsUnknown | CREATE TABLE t (a INT) SELECT f(1) AS a
        NotARead MayWrite CreatesTemporaryTable | CREATE TEMPORARY TABLE t (a INT)
        NotARead MayWrite CreatesTemporaryTable | CREATE OR REPLACE TEMPORARY TABLE t (a INT)
        NotARead MayWrite CreatesTemporaryTable | create/**/temporary sequence s
        NotARead MayWrite | CREATE DEFINER=root@localhost VIEW v AS SELECT 1
        NotARead MayWrite verb=Alter | ALTER TABLE t ADD (x INT)
        NotARead MayWrite verb=Drop | DROP TABLE t
        NotARead MayWrite verb=Rename | RENAME TABLE a TO b
        NotARead MayWrite verb=Truncate | TRUNCATE t
        NotARead MayWrite verb=Grant | GRANT SELECT (a) ON t TO u
        NotARead MayWrite verb=Revoke | REVOKE ALL ON *.* FROM u
        NotARead MayWrite verb=Optimize | OPTIMIZE TABLE t
        NotARead MayWrite verb=Repair | REPAIR TABLE t
        NotARead MayWrite verb=Check | CHECK TABLE t
        NotARead verb=Checksum | CHECKSUM TABLE t
        NotARead MayWrite verb=Install | INSTALL PLUGIN p SONAME 'x'
        NotARead MayWrite verb=Uninstall | UNINSTALL PLUGIN p
        NotARead MayWrite verb=Reset | RESET QUERY CACHE
        NotARead MayWrite verb=Purge | PURGE BINARY LOGS TO 'x'
        NotARead MayWrite verb=Change | CHANGE MASTER TO MASTER_HOST='x'
        NotARead MayWrite verb=Change | START SLAVE
        NotARead MayWrite verb=Change | STOP REPLICA
        NotARead MayWrite verb=Shutdown | SHUTDOWN
        NotARead MayWrite verb=Cache | CACHE INDEX t IN c
        NotARead Kills verb=Kill | KILL 5
        NotARead Kills verb=Kill | kill/**/query 5
        NotARead Kills verb=Kill | KILL USER app
        ExecutableComment Kills | /*! KILL 5 */
        MultiStatement Kills count=2 | SELECT 1; KILL 5
        NotARead Kills verb=SetStatement inner=Kill | SET STATEMENT max_statement_time = 1 FOR KILL 5
        NotARead MayWrite CallsUnknown SetsUntrackable AssignsUserVariable Kills verb=Compound | BEGIN NOT ATOMIC SELECT 1; KILL 5; END
        SessionControl PreparesText Kills verb=Prepare | PREPARE s FROM 'KILL 5'
        SessionControl PreparesText Kills verb=Prepare | PREPARE s FROM ' /* x */ kill QUERY ?'
        SessionControl PreparesText verb=Prepare | PREPARE s FROM 'SELECT "KILL 5"'
        NotARead MayWrite CallsUnknown SetsUntrackable Kills verb=Execute | EXECUTE IMMEDIATE 'KILL 5'
        NotARead MayWrite verb=Create | CREATE PROCEDURE kill_x() KILL 5
        NotARead MayWrite CallsUnknown verb=Call | CALL kill_x(5)
        NotARead verb=Signal | SIGNAL SQLSTATE '45000'

        # session control
        SessionControl ChangesSchema verb=Use | USE db
        SessionControl BeginsTransaction verb=Begin | BEGIN
        SessionControl BeginsTransaction | BEGIN WORK
        SessionControl BeginsTransaction | START TRANSACTION READ ONLY
        SessionControl verb=Commit | COMMIT
        SessionControl BeginsTransaction | COMMIT AND CHAIN
        SessionControl ReleasesConnection | COMMIT RELEASE
        SessionControl | COMMIT AND NO CHAIN NO RELEASE
        SessionControl ReleasesConnection verb=Rollback | ROLLBACK WORK RELEASE
        SessionControl verb=Rollback | ROLLBACK TO SAVEPOINT release
        SessionControl verb=Savepoint | SAVEPOINT s
        SessionControl verb=ReleaseSavepoint | RELEASE SAVEPOINT s
        SessionControl BeginsTransaction verb=Xa | XA START 'x'
        SessionControl MayWrite verb=Xa | XA COMMIT 'x'
        SessionControl LocksTables verb=LockTables | LOCK TABLES t READ, u WRITE
        SessionControl UnlocksTables verb=UnlockTables | UNLOCK TABLES
        SessionControl LocksInstance verb=LockInstance | LOCK INSTANCE FOR BACKUP
        SessionControl UnlocksInstance verb=UnlockInstance | UNLOCK INSTANCE
        NotARead MayWrite FlushesWithLock verb=Flush | FLUSH TABLES WITH READ LOCK
        NotARead MayWrite FlushesWithLock | FLUSH TABLES t FOR EXPORT
        NotARead MayWrite | FLUSH PRIVILEGES
        SessionControl FlushesWithLock verb=Backup | BACKUP STAGE START
        SessionControl FlushesWithLock | BACKUP LOCK t
        SessionControl | BACKUP UNLOCK
        NotARead OpensHandler verb=Handler | HANDLER db.t OPEN AS h
        NotARead verb=Handler | HANDLER h READ FIRST
        SessionControl PreparesText verb=Prepare | PREPARE s FROM 'SELECT 1'
        NotARead MayWrite CallsUnknown SetsUntrackable verb=Execute | EXECUTE s USING @a
        NotARead MayWrite CallsUnknown SetsUntrackable | EXECUTE IMMEDIATE 'SET @a = 1'
        SessionControl verb=Deallocate | DEALLOCATE PREPARE s
        SessionControl verb=Deallocate | DROP PREPARE s
        SessionControl verb=Sce | SCE POOL STATUS
        NotARead Poisons MayWrite verb=SetPassword | SET PASSWORD = 'x'
        SessionControl Poisons SetsUntrackable verb=SetRole | SET ROLE r
        NotARead Poisons MayWrite verb=SetDefaultRole | SET DEFAULT ROLE r FOR u
        NextTransaction SetsNextTransaction verb=Set | SET TRANSACTION ISOLATION LEVEL SERIALIZABLE
        SessionControl SetsUntrackable | SET RESOURCE GROUP g
        SessionControl SetsVariables ChangesReading | SET NAMES gbk
        SessionControl SetsVariables ChangesReading | SET @@sql_mode = ''
        SessionControl SetsVariables ChangesReading | SET SESSION `sql_mode` = ''
        SessionControl | SET GLOBAL sql_mode = ''
        SessionControl SetsVariables MayWrite CallsUnknown AssignsUserVariable | SET @x = f(1)
        SessionControl SetsVariables Poisons MayWrite SetsUntrackable | SET a = 1, PASSWORD = 'x'
        SessionControl SetsVariables ChangesReading SetsUntrackable | SET sql_mod\xC3\xA9 = ''

        # batches
        MultiStatement MayWrite count=2 | SELECT 1; DELETE FROM t
        MultiStatement count=2 | SELECT * FROM t FOR UPDATE; SELECT 1
        MultiStatement SetsVariables count=2 | SET autocommit = 0; SELECT 1
        AmbiguousText ambiguous SetsVariables ChangesReading MayWrite CallsUnknown SetsUntrackable count=2 | SET NAMES gbk; SELECT 1
        AmbiguousText ambiguous SetsVariables ChangesReading MayWrite CallsUnknown SetsUntrackable count=2 | SET sql_mode = ''; SELECT 1
        AmbiguousText ambiguous ChangesReading MayWrite CallsUnknown SetsUntrackable | SET STATEMENT sql_mode = '' FOR SELECT 1
        SessionControl SetsVariables ChangesReading | SET NAMES gbk; /* nothing */ ;

        # executable comments
        ExecutableComment | /*!SELECT 1*/
        ExecutableComment | SELECT /*! 1 */
        ExecutableComment | SELECT 1 /*!*/
        ExecutableComment | SELECT 1 /*!50003 FOR UPDATE */
        ExecutableComment CallsUnknown MayWrite | SELECT f/*!(*/1)
        ExecutableComment MayWrite count=2 | SELECT 1 /*! ; DELETE FROM t */
        ExecutableComment SetsVariables | /*!40103 SET TIME_ZONE='+00:00' */;
        ExecutableComment SetsVariables ChangesReading | /*!40101 SET NAMES utf8 */;
        ExecutableComment SetsVariables AssignsUserVariable | /*!80000 SET @a = 1 */
        ExecutableComment | /*M!100100 SELECT 1 */
        ExecutableComment | SELECT 1 /*!80000 FOR UPDATE */
        ExecutableComment | /*!50003 SELECT /* inner */ 1 */
        ExecutableComment MayWrite | CREATE TABLE t (a INT) /*!50100 PARTITION BY HASH (a) */
        AmbiguousText ambiguous MayWrite CallsUnknown SetsUntrackable count=2 | SELECT 1 /*!99999 ; SELECT */ 2
        AmbiguousText ambiguous MayWrite CallsUnknown SetsUntrackable ChangesSchema | USE /*!99999 a */ /*M! b */
        AmbiguousText ambiguous MayWrite CallsUnknown SetsUntrackable ChangesSchema | /*!99999 USE a */
        AmbiguousText ambiguous MayWrite CallsUnknown SetsUntrackable | SELECT 1 /*!99999 '*/' */
        AmbiguousText ambiguous MayWrite CallsUnknown SetsUntrackable | SELECT /*! 1 /*! + 1 */ + 1 */
        AmbiguousText ambiguous MayWrite CallsUnknown SetsUntrackable | SELECT /*! 1

        # stored programs
        NotARead MayWrite verb=Create | CREATE PROCEDURE p() SELECT 1
        NotARead MayWrite | CREATE PROCEDURE p() BEGIN SELECT 1; SET @a = 1; DELETE FROM t; END
        NotARead MayWrite | CREATE PROCEDURE p() BEGIN SELECT 1; END;
        MultiStatement MayWrite count=2 | CREATE PROCEDURE p() BEGIN SELECT 1; END; SELECT 2
        MultiStatement MayWrite ChangesSchema count=2 | CREATE PROCEDURE p() SELECT 1; USE x
        MultiStatement MayWrite ChangesSchema count=2 | CREATE PROCEDURE begin() SELECT 1; USE x
        MultiStatement MayWrite ChangesSchema count=2 | CREATE PROCEDURE p() SELECT begin; USE x
        NotARead MayWrite | CREATE DEFINER=`a`@`b` PROCEDURE p(IN x INT) COMMENT 'c' BEGIN IF x THEN SET @a = 1; ELSEIF x = 2 THEN SELECT 2; ELSE BEGIN SELECT 3; END; END IF; END
        NotARead MayWrite | CREATE PROCEDURE p() l: BEGIN WHILE 1 DO SELECT CASE 1 WHEN 1 THEN IF(1, 2, 3) END; LEAVE l; END WHILE; END l
        NotARead MayWrite | CREATE PROCEDURE p() BEGIN CASE x WHEN 1 THEN SELECT 1; ELSE SELECT 2; END CASE; REPEAT SELECT 1; UNTIL 1 END REPEAT; x: LOOP LEAVE x; END LOOP x; END
        NotARead MayWrite | CREATE PROCEDURE p() BEGIN DECLARE a INT; DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; END; START TRANSACTION; END
        NotARead MayWrite | CREATE FUNCTION f(x INT) RETURNS INT DETERMINISTIC RETURN x + 1
        NotARead MayWrite | CREATE FUNCTION f() RETURNS INT BEGIN DECLARE x INT; RETURN x; END
        NotARead MayWrite | CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; SET NEW.b = 2; END
        NotARead MayWrite | CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN SELECT 1; SELECT 2; END
        NotARead MayWrite verb=Alter | ALTER EVENT e DO BEGIN SELECT 1; SELECT 2; END
        NotARead MayWrite | CREATE PROCEDURE p() IF 1 THEN SELECT 1; SELECT 2; END IF
        NotARead MayWrite | CREATE FUNCTION IF NOT EXISTS f() RETURNS INT RETURN 1
        AmbiguousText ambiguous MayWrite CallsUnknown SetsUntrackable | CREATE PROCEDURE p() BEGIN SELECT 1; USE x; END
        AmbiguousText ambiguous MayWrite CallsUnknown SetsUntrackable | CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2
        AmbiguousText ambiguous MayWrite CallsUnknown SetsUntrackable | CREATE PACKAGE p AS PROCEDURE a; END; SELECT 1
        NotARead MayWrite CallsUnknown SetsUntrackable AssignsUserVariable verb=Compound | BEGIN NOT ATOMIC SELECT 1; SELECT 2; END
        NotARead MayWrite CallsUnknown SetsUntrackable AssignsUserVariable ChangesReading TakesUserLock | BEGIN NOT ATOMIC SET @a = GET_LOCK('a', 1); END
        NotARead MayWrite CallsUnknown SetsUntrackable AssignsUserVariable CreatesTemporaryTable | IF 1 THEN CREATE TEMPORARY TABLE t (a INT); END IF
        NotARead MayWrite CallsUnknown SetsUntrackable AssignsUserVariable verb=Compound | l: LOOP SELECT 1; LEAVE l; END LOOP
        NotARead MayWrite CallsUnknown SetsUntrackable AssignsUserVariable verb=Compound | BEGIN SELECT 1; SELECT 2; END
        MultiStatement MayWrite CallsUnknown SetsUntrackable AssignsUserVariable ChangesSchema count=2 | BEGIN NOT ATOMIC SELECT 1; END; USE x
        """;
}
