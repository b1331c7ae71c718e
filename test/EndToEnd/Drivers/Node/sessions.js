// Transactions, locks and the state of a session.
'use strict';

const { on, setting } = require('./casebook');

on('A transaction is committed, another rolled back', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a INT');
  await c.beginTransaction();
  await c.query('INSERT INTO t VALUES (1)');
  await c.commit();
  await c.beginTransaction();
  await c.query('INSERT INTO t VALUES (2)');
  await c.rollback();
  await t.query(c, 'SELECT * FROM t');
});

on('A transaction is invisible to others until it commits', async (t) => {
  const [writer, reader] = [await t.connect(), await t.connect()];
  await t.table(writer, 'a INT');
  await writer.beginTransaction();
  await writer.query('INSERT INTO t VALUES (1)');
  for (const end of [() => {}, () => writer.commit()]) {
    await end();
    await reader.beginTransaction();
    await t.query(reader, 'SELECT COUNT(*) AS count FROM t');
    await reader.commit();
  }
});

on('Isolation levels', async (t) => {
  const writer = await t.connect();
  await t.table(writer, 'a INT', [[1]]);
  for (const level of ['READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ']) {
    const reader = await t.connect();
    await reader.query(`SET SESSION TRANSACTION ISOLATION LEVEL ${level}`);
    await reader.beginTransaction();
    await t.query(reader, 'SELECT @@tx_isolation, SUM(a) AS sum FROM t');
    await writer.beginTransaction();
    await writer.query('UPDATE t SET a = a + 1');
    await t.execute(reader, 'SELECT SUM(a) AS sum FROM t');
    await writer.commit();
    await t.query(reader, 'SELECT SUM(a) AS sum FROM t');
    await reader.rollback();
  }
});

on('Savepoints', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a INT');
  await c.query('START TRANSACTION');
  for (const sql of ['INSERT INTO t VALUES (1)', 'SAVEPOINT one', 'INSERT INTO t VALUES (2)', 'ROLLBACK TO one', 'INSERT INTO t VALUES (3)', 'RELEASE SAVEPOINT one']) await c.query(sql);
  await t.fails(c.query('ROLLBACK TO one'));
  await c.query('COMMIT');
  await t.query(c, 'SELECT * FROM t ORDER BY a');
});

on('Autocommit off', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a INT');
  await c.query('SET autocommit = 0');
  await c.execute('INSERT INTO t VALUES (?)', [1]);
  await c.rollback();
  await c.execute('INSERT INTO t VALUES (?)', [2]);
  await c.commit();
  await t.both(c, 'SELECT a, @@autocommit FROM t');
});

on('A lock is waited for too long', async (t) => {
  const [holder, waiter] = [await t.connect(), await t.connect()];
  await t.table(holder, 'a INT PRIMARY KEY', [[1]]);
  await holder.beginTransaction();
  await holder.query('SELECT * FROM t WHERE a = 1 FOR UPDATE');
  await waiter.query('SET innodb_lock_wait_timeout = 1');
  await t.fails(waiter.execute('UPDATE t SET a = ? WHERE a = 1', [2]));
  await t.fails(waiter.query('SELECT * FROM t WHERE a = 1 FOR UPDATE NOWAIT'));
  await holder.rollback();
  await t.execute(waiter, 'UPDATE t SET a = ? WHERE a = 1', [2]);
});

on('A deadlock ends the smaller transaction', async (t) => {
  const [small, large] = [await t.connect(), await t.connect()];
  await t.table(small, 'a INT PRIMARY KEY, b INT', [[1, 0], [2, 0]]);
  await small.query('INSERT INTO t SELECT seq + 100, 0 FROM seq_1_to_200');
  await small.beginTransaction();
  await large.beginTransaction();
  await small.query('UPDATE t SET b = 1 WHERE a = 1');
  await large.query('UPDATE t SET b = 2 WHERE a = 2 OR a > 100');
  const waiting = large.query('UPDATE t SET b = 2 /* node deadlock */ WHERE a = 1');
  await t.statementRuns('node deadlock');
  await t.fails(small.query('UPDATE t SET b = 1 WHERE a = 2'));
  await waiting;
  await large.commit();
  await t.query(large, 'SELECT b, COUNT(*) AS count FROM t GROUP BY b');
});

on('Variables, modes and temporary tables stay with the session', async (t) => {
  const c = await t.connect();
  await c.query(`SET @a = 5, @b = 'x'`);
  await c.query(`SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES'), time_zone = '+05:30', group_concat_max_len = 5`);
  await t.both(c, 'SELECT @a, @b, @@time_zone AS zone, "not_text" FROM (SELECT 1 AS "not_text") AS x');
  await t.both(c, 'SELECT GROUP_CONCAT(seq) AS text FROM seq_1_to_9');
  await c.query('CREATE TEMPORARY TABLE tmp AS SELECT 1 AS a');
  await t.both(c, 'SELECT * FROM tmp');
  await t.fails((await t.connect()).query('SELECT * FROM tmp'));
});

on('The user is changed, and the session is new', async (t) => {
  const c = await t.connect();
  await c.query('SET @a = 1');
  await t.execute(c, 'SELECT ? AS before_change', [1]);
  await c.changeUser({ user: setting('DB_OTHER_USER'), password: setting('DB_OTHER_PASSWORD'), database: setting('DB_OTHER_NAME') });
  await t.both(c, `SELECT @a, DATABASE() AS db, SUBSTRING_INDEX(CURRENT_USER(), '@', 1) AS user`);
  await t.both(c, 'SELECT * FROM place');
  await c.changeUser({ user: setting('DB_USER'), password: setting('DB_PASSWORD'), database: setting('DB_NAME') });
  await t.execute(c, 'SELECT DATABASE() AS db, ? AS value', [2]);
});

on('A change to a user with a wrong password is refused', async (t) => {
  const c = await t.connect();
  const refused = await c.changeUser({ user: setting('DB_OTHER_USER'), password: 'wrong', database: setting('DB_OTHER_NAME') }).then(() => false, () => true);
  t.note(refused);
});

on('The session is reset', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a INT');
  await c.query(`SET @a = 1, SESSION group_concat_max_len = 5`);
  await c.query('CREATE TEMPORARY TABLE tmp (a INT)');
  await c.beginTransaction();
  await c.query('INSERT INTO t VALUES (1)');
  await t.execute(c, 'SELECT ? AS before_reset', [1]);
  await c.reset();
  await t.both(c, 'SELECT @a, @@group_concat_max_len > 5 AS longer, COUNT(*) AS rolled_back FROM t');
  await t.fails(c.query('SELECT * FROM tmp'));
  await t.execute(c, 'SELECT ? AS before_reset', [2]);
});

on('Another schema is used', async (t) => {
  const c = await t.connect();
  await c.query(`USE ${setting('DB_OTHER_NAME')}`);
  await t.both(c, 'SELECT DATABASE() AS db, name FROM place');
  await c.query(`USE ${setting('DB_NAME')}`);
  await t.both(c, 'SELECT DATABASE() AS db');
});

on('User locks', async (t) => {
  const [one, other] = [await t.connect(), await t.connect()];
  await t.query(one, `SELECT GET_LOCK('e2e node', 0) AS got`);
  await t.query(other, `SELECT GET_LOCK('e2e node', 0) AS got, IS_FREE_LOCK('e2e node') AS free`);
  await t.query(one, `SELECT RELEASE_LOCK('e2e node') AS released`);
  await t.execute(other, `SELECT GET_LOCK(?, 5) AS got`, ['e2e node']);
});

on('SET NAMES and a connection of another character set', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a VARCHAR(20) CHARACTER SET utf8mb4', [['\u00e4\u00df']]);
  const latin1 = await t.connect({ charset: 'LATIN1_SWEDISH_CI' });
  await latin1.query('INSERT INTO t VALUES (?)', ['\u00fc']);
  await t.both(latin1, 'SELECT a, HEX(a) AS hex, @@character_set_client AS client FROM t ORDER BY a');
  await c.query('SET NAMES latin1');
  await t.both(c, `SELECT HEX(CONVERT(a USING utf8mb4)) AS hex, @@character_set_results AS results, @@collation_connection AS collation FROM t ORDER BY a`);
});
