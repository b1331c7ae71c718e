// How results are told and read.
'use strict';

const { on, unsupported } = require('./casebook');

const LARGEST_PART = 0xffffff;

on('Columns tell their name, table, type, length, flags and character set', async (t) => {
  const c = await t.connect();
  await t.table(c, `a INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, b VARCHAR(20) CHARACTER SET latin1, c DECIMAL(10, 3), d BLOB, e DATETIME(6), f TEXT, g ENUM('x'), h JSON, i UUID, j POINT`);
  for (const [, fields] of [await c.query(`SELECT x.*, a + 1 AS sum FROM t AS x`), await c.execute(`SELECT x.*, a + 1 AS sum FROM t AS x`)]) {
    for (const field of fields)
      t.note(field.name, field.orgName, field.table, field.orgTable, field.schema, field.columnType, field.columnLength, field.flags, field.characterSet, field.decimals);
  }
});

on('A result without rows still has columns', async (t) => {
  const c = await t.connect();
  const [rows, fields] = await c.query('SELECT 1 AS a, 2 AS b FROM DUAL WHERE FALSE');
  t.note(rows, fields.map((field) => field.name));
});

on('Several statements give several answers', async (t) => {
  const c = await t.connect({ multipleStatements: true });
  await t.query(c, 'CREATE OR REPLACE TABLE t (a INT); INSERT INTO t VALUES (1), (2); SELECT * FROM t; UPDATE t SET a = 7; SELECT COUNT(*) AS count FROM t WHERE a = 7');
});

on('An error in the middle of several statements ends them', async (t) => {
  const c = await t.connect({ multipleStatements: true });
  await t.table(c, 'a INT');
  await t.fails(c.query('SELECT 1; INSERT INTO t VALUES (5); SELECT * FROM missing; INSERT INTO t VALUES (6)'));
  await t.query(c, 'SELECT * FROM t');
});

on('Several statements are refused without the option', async (t) => {
  const c = await t.connect();
  await t.fails(c.query('SELECT 1; SELECT 2'));
  await t.query(c, 'SELECT 1 AS goesOn');
});

on('A hundred statements in one text', async (t) => {
  const c = await t.connect({ multipleStatements: true });
  const [answers] = await c.query(Array.from({ length: 100 }, (_, index) => `SELECT ${index} AS n`).join('; '));
  t.note(answers.length, answers.map(([row]) => row.n));
});

on('A procedure gives several results as text', async (t) => {
  const c = await t.connect();
  await c.query('CREATE OR REPLACE PROCEDURE p(a INT) BEGIN SELECT a AS first; INSERT INTO t VALUES (a); SELECT a + 1 AS second; END');
  await t.table(c, 'a INT');
  await t.query(c, 'CALL p(?)', [5]);
  await t.query(c, 'SELECT * FROM t');
});

on('An error comes after some rows of a result', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a INT');
  await c.query('INSERT INTO t SELECT seq FROM seq_1_to_1000');
  await c.query(`CREATE OR REPLACE FUNCTION f(x INT) RETURNS INT NO SQL BEGIN IF x = 900 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'row 900'; END IF; RETURN x; END`);
  await t.fails(c.query(`SELECT f(a), REPEAT('z', 1000) FROM t`));
  await t.fails(c.execute(`SELECT f(a), REPEAT('z', 1000) FROM t`));
  await t.query(c, 'SELECT 1 AS goesOn');
});

on('Rows of one packet, of exactly one packet and of a byte more', async (t) => {
  const c = await t.connect();
  for (const bytes of [LARGEST_PART - 1, LARGEST_PART, LARGEST_PART + 1]) await t.query(c, `SELECT REPEAT('r', ?) AS value UNION ALL SELECT 'behind'`, [bytes - 4]);
});

const FRAME = `SELECT LENGTH('') AS length`;

function statementOf(bytes) {
  return `SELECT LENGTH('${'x'.repeat(bytes - 1 - FRAME.length)}') AS length`;
}

on('Statements that fill the largest packet, a byte more, and two of them', async (t) => {
  const c = await t.connect();
  for (const bytes of [LARGEST_PART, LARGEST_PART + 1, 2 * LARGEST_PART, 2 * LARGEST_PART + 1]) await t.query(c, statementOf(bytes));
});

// The driver sends a needless empty packet behind one that is a little below the largest size.
unsupported('A statement a byte short of the largest packet, and another one behind it', async (t) => {
  const c = await t.connect();
  await c.query(statementOf(LARGEST_PART - 1));
  await c.query('SELECT 1');
});

on('A value of 40 MB both ways as text', async (t) => {
  const c = await t.connect();
  const value = Buffer.alloc(40 * 1024 * 1024, Buffer.from(Array.from({ length: 256 }, (_, index) => index)));
  await t.table(c, 'a LONGBLOB');
  await t.query(c, 'INSERT INTO t VALUES (?)', [value]);
  await t.query(c, 'SELECT LENGTH(a), MD5(a), a FROM t');
});
