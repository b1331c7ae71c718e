// Statements, their counts, ids and errors.
'use strict';

const { on } = require('./casebook');

on('Ids and counts of statements', async (t) => {
  const c = await t.connect();
  await t.table(c, 'id INT AUTO_INCREMENT PRIMARY KEY, a INT UNIQUE');
  await t.query(c, 'INSERT INTO t (a) VALUES (1), (2), (3)');
  await t.query(c, 'INSERT IGNORE INTO t (a) VALUES (3), (4)');
  await t.query(c, 'REPLACE INTO t VALUES (1, 9)');
  await t.query(c, 'INSERT INTO t VALUES (1, 5) ON DUPLICATE KEY UPDATE a = 6');
  await t.query(c, 'UPDATE t SET a = a WHERE id < 3');
  await t.query(c, 'DELETE FROM t WHERE id = 1');
  await t.query(c, 'ALTER TABLE t ADD b INT');
});

on('An update counts found rows, or changed rows where asked', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a INT', [[1], [2]]);
  await t.both(c, 'UPDATE t SET a = 2');
  await t.both(await t.connect({ flags: ['-FOUND_ROWS'] }), 'UPDATE t SET a = 2');
});

on('Errors keep number, SQLSTATE and text', async (t) => {
  const c = await t.connect();
  await c.query('DROP TABLE IF EXISTS child');
  await t.table(c, 'a INT PRIMARY KEY, b VARCHAR(3) NOT NULL, c TINYINT, CONSTRAINT positive CHECK (c > 0)', [[1, 'x', 1]]);
  await t.table(c, 'a INT, CONSTRAINT parent FOREIGN KEY (a) REFERENCES t (a)', [[1]], 'child');
  for (const sql of ['SELEC 1', 'SELECT * FROM missing', 'SELECT missing FROM t', `INSERT INTO t VALUES (1, 'y', 1)`, 'INSERT INTO t VALUES (2, NULL, 1)',
    `INSERT INTO t VALUES (2, 'long text', 1)`, `INSERT INTO t VALUES (2, 'y', 999)`, `INSERT INTO t VALUES (2, 'y', -1)`, 'INSERT INTO t VALUES (2)',
    'DELETE FROM t', 'INSERT INTO child VALUES (9)', 'SELECT missing_function()', 'CREATE TABLE t (a INT)', 'DROP TABLE missing',
    'SELECT 18446744073709551615 + 1', 'CALL missing()', ''])
    await t.fails(c.query(sql));
  await c.query('DROP TABLE child');
});

on('An error of SIGNAL has its own number, state and text', async (t) => {
  const c = await t.connect();
  await c.query(`CREATE OR REPLACE PROCEDURE p() SIGNAL SQLSTATE '4500X' SET MYSQL_ERRNO = 30001, MESSAGE_TEXT = 'an own text: \u00e4'`);
  await t.fails(c.query('CALL p()'));
  await t.fails(c.execute('CALL p()'));
});

on('Warnings are counted and shown', async (t) => {
  const c = await t.connect();
  await c.query(`SET sql_mode = ''`);
  await t.table(c, 'a TINYINT, b VARCHAR(3)');
  await t.query(c, `INSERT INTO t VALUES (300, 'long text')`);
  await t.query(c, 'SHOW WARNINGS');
  await t.query(c, 'SHOW COUNT(*) WARNINGS');
});

on('Values are escaped by the driver', async (t) => {
  const c = await t.connect();
  await t.query(c, 'SELECT ? AS a, 1 AS ??', [`it's \\ "x" ? \0`, 'a`b']);
  await t.table(c, 'a INT, b VARCHAR(20)');
  await t.query(c, 'INSERT INTO t SET ?', [{ a: 1, b: `it's` }]);
  await t.query(c, 'INSERT INTO t VALUES ?', [[[2, 'x'], [3, null]]]);
  await t.query(c, 'SELECT * FROM t WHERE a IN (?)', [[1, 2, 3]]);
});

on('Comments, hints and odd spacing reach the server unchanged', async (t) => {
  const c = await t.connect();
  await t.both(c, `/* a */ SELECT 1 -- end\n + 2 # rest\n AS sum`);
  await t.both(c, `SELECT /*!40000 5 + */ 1 AS six, '/* no comment */' AS text`);
  await t.both(c, '  \n\t(SELECT 1 AS a) UNION ALL (SELECT 2)');
  await t.both(c, 'WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT GROUP_CONCAT(i) AS all_n FROM n');
});

on('Views, triggers, functions and sequences', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a INT');
  await t.table(c, 'what VARCHAR(20)', [], 'log');
  await c.query(`CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW INSERT INTO log VALUES (CONCAT('new ', NEW.a))`);
  await c.query('CREATE OR REPLACE VIEW v AS SELECT a, a * 2 AS twice FROM t');
  await c.query('CREATE OR REPLACE FUNCTION f(x INT) RETURNS INT DETERMINISTIC RETURN x * x');
  await c.query('CREATE OR REPLACE SEQUENCE s START 10 INCREMENT 5');
  await c.execute('INSERT INTO t VALUES (?)', [3]);
  await t.both(c, 'SELECT v.*, f(a) AS square, NEXTVAL(s) AS next FROM v');
  await t.query(c, 'SELECT * FROM log');
  await c.query('DROP SEQUENCE s');
});
