// Statements prepared in the binary protocol.
'use strict';

const { on, unsupported } = require('./casebook');

const LARGEST_PART = 0xffffff;

on('A statement is prepared once, executed often and closed', async (t) => {
  const c = await t.connect();
  const statement = await c.prepare('SELECT ? + ? AS sum, ? AS text');
  for (const values of [[1, 2, 'a'], [-1, 0.5, 'b'], [1e300, 1, null]]) {
    const [rows] = await statement.execute(values);
    t.note(rows);
  }
  await statement.close();
  await t.query(c, `SELECT 'goes on'`);
});

on('A statement is executed with other types each time', async (t) => {
  const c = await t.connect();
  const statement = await c.prepare('SELECT ? AS value, ? IS NULL AS isNull, HEX(?) AS hex');
  for (const value of [7, -7.25, 'text', null, true, false, new Date(Date.UTC(2024, 0, 2, 3, 4, 5, 678)), Buffer.from([0, 255]), { key: [1] }, 12345678901234567890n, '']) {
    const [rows] = await statement.execute([value, value, value]);
    t.note(rows[0]);
  }
});

on('Three hundred statements are open at once', async (t) => {
  const c = await t.connect();
  const statements = [];
  for (let number = 0; number < 300; number++) statements.push(await c.prepare(`SELECT ? + ${number} AS sum`));
  let sum = 0;
  for (const statement of [...statements].reverse()) sum += (await statement.execute([1]))[0][0].sum;
  t.note(sum);
  for (const statement of statements) await statement.close();
  await t.execute(c, 'SELECT ? AS last', [1]);
});

on('The driver keeps prepared statements, up to a limit, and closes the oldest', async (t) => {
  const c = await t.connect({ maxPreparedStatements: 3 });
  for (let round = 0; round < 3; round++) {
    for (let number = 0; number < 5; number++) t.note((await c.execute(`SELECT ? * ${number} AS product`, [round]))[0]);
  }
});

on('A statement is unprepared and prepared again', async (t) => {
  const c = await t.connect();
  for (let round = 0; round < 3; round++) {
    await t.execute(c, 'SELECT ? AS value', [round]);
    c.unprepare('SELECT ? AS value');
  }
});

on('Errors at the preparation', async (t) => {
  const c = await t.connect();
  for (const sql of ['SELEC ?', 'SELECT * FROM missing WHERE a = ?', 'SELECT missing', 'SELECT ?; SELECT 1', 'PREPARE s FROM ?', ''])
    await t.fails(c.execute(sql, ['x']));
  await t.execute(c, 'SELECT ? AS goesOn', [1]);
});

on('Errors at the execution leave the statement usable', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a TINYINT PRIMARY KEY');
  const statement = await c.prepare('INSERT INTO t VALUES (?)');
  for (const value of [1, 1, 999, null, 'text', 2]) {
    const answer = statement.execute([value]);
    if (value === 2 || !t.lines.length) t.note({ ...(await answer)[0] });
    else await t.fails(answer);
  }
  await t.execute(c, 'SELECT * FROM t');
});

on('Too few parameters are refused by the server', async (t) => {
  const c = await t.connect();
  const statement = await c.prepare('SELECT ? AS a, ? AS b');
  await t.fails(statement.execute([1]));
  t.note((await statement.execute([1, 2]))[0]);
});

on('A table is changed between two executions', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a INT', [[1]]);
  const statement = await c.prepare('SELECT * FROM t WHERE a = ?');
  t.note((await statement.execute([1]))[0]);
  await c.query('ALTER TABLE t ADD b INT DEFAULT 5');
  t.note((await statement.execute([1]))[0]);
  await c.query('DROP TABLE t');
  await t.fails(statement.execute([1]));
  await t.table(c, 'a INT, z INT', [[1, 9]]);
  t.note((await statement.execute([1]))[0]);
});

on('A procedure is called with parameters and gives several results', async (t) => {
  const c = await t.connect();
  await c.query('CREATE OR REPLACE PROCEDURE p(IN a INT, OUT b INT) BEGIN SELECT a AS first; SELECT a * 2 AS second, \'x\' AS third; SET b = a + 100; END');
  await t.execute(c, 'CALL p(?, @out)', [5]);
  await t.query(c, 'SELECT @out');
  await t.execute(c, 'CALL p(?, @out)', [6]);
});

on('A called procedure fails between its results', async (t) => {
  const c = await t.connect();
  await c.query(`CREATE OR REPLACE PROCEDURE p(IN a INT) BEGIN SELECT a; SIGNAL SQLSTATE '45001' SET MYSQL_ERRNO = 5555, MESSAGE_TEXT = 'half way'; END`);
  await t.fails(c.execute('CALL p(?)', [5]));
  await t.execute(c, 'SELECT 1 AS goesOn');
});

on('Inserted ids and counts of prepared statements', async (t) => {
  const c = await t.connect();
  await t.table(c, 'id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, a INT');
  await t.execute(c, 'INSERT INTO t (a) VALUES (?), (?)', [1, 2]);
  await t.execute(c, 'INSERT INTO t (a) VALUES (?), (?)', [3, 4]);
  await t.execute(c, 'UPDATE t SET a = ? WHERE a > ?', [4, 2]);
  await t.execute(c, 'SELECT LAST_INSERT_ID() AS id');
  await t.execute(c, 'DELETE FROM t WHERE a = ?', [4]);
});

on('Rows returned by a prepared INSERT', async (t) => {
  const c = await t.connect();
  await t.table(c, 'id INT AUTO_INCREMENT PRIMARY KEY, a INT');
  await t.execute(c, 'INSERT INTO t (a) VALUES (?), (?) RETURNING id, a', [7, 8]);
});

on('Sixty parameters with NULL among them', async (t) => {
  const c = await t.connect();
  const values = Array.from({ length: 60 }, (_, index) => (index % 7 === 0 ? null : index % 2 ? index : `text ${index}`));
  await t.execute(c, `SELECT ${values.map((_, index) => `? AS c${index}`).join(', ')}`, values);
});

// Command, statement, flags, iterations, NULL bits, bound flag, type and the length of the value stand in front of it.
const BEFORE_THE_VALUE = 1 + 4 + 1 + 4 + 1 + 1 + 2 + 4;

on('Parameters that fill the largest packet, a byte more, and two of them', async (t) => {
  const c = await t.connect();
  for (const size of [LARGEST_PART, LARGEST_PART + 1, 2 * LARGEST_PART, 2 * LARGEST_PART + 1]) {
    const [rows] = await c.execute('SELECT LENGTH(?) AS length', [Buffer.alloc(size - BEFORE_THE_VALUE, 'x')]);
    t.note(rows[0]);
  }
});

on('Binary rows of one packet, of exactly one packet and of a byte more', async (t) => {
  const c = await t.connect();
  // A binary row: header, NULL bits, length of the value.
  for (const size of [LARGEST_PART - 1, LARGEST_PART, LARGEST_PART + 1])
    await t.execute(c, `SELECT REPEAT('r', ?) AS value`, [size - 1 - 1 - 4]);
});

on('A value of 40 MB both ways in the binary protocol', async (t) => {
  const c = await t.connect();
  const value = Buffer.alloc(40 * 1024 * 1024, Buffer.from(Array.from({ length: 251 }, (_, index) => index)));
  await t.table(c, 'a LONGBLOB');
  await t.execute(c, 'INSERT INTO t VALUES (?)', [value]);
  await t.execute(c, 'SELECT LENGTH(a), MD5(a), a FROM t');
});

on('Statements that read, write, show and set are prepared', async (t) => {
  const c = await t.connect();
  await t.execute(c, 'CREATE OR REPLACE TABLE t (a INT)');
  await t.execute(c, 'SET @a = ?, @b = ?', [5, 'x']);
  await t.execute(c, 'SELECT @a, @b');
  await t.execute(c, `SHOW TABLES LIKE 't'`);
  await t.execute(c, 'INSERT INTO t SELECT seq FROM seq_1_to_5');
  await t.execute(c, 'SELECT * FROM t LIMIT ?', ['2']);
  await t.execute(c, 'DO ? + 1', [1]);
  await t.execute(c, 'TRUNCATE t');
});

on('A prepared statement lives through transactions', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a INT');
  const insert = await c.prepare('INSERT INTO t VALUES (?)');
  const count = await c.prepare('SELECT COUNT(*) AS count FROM t');
  await insert.execute([1]);
  await c.beginTransaction();
  await insert.execute([2]);
  t.note((await count.execute())[0]);
  await c.rollback();
  t.note((await count.execute())[0]);
});

on('A binary result without rows', async (t) => {
  const c = await t.connect();
  const [rows, fields] = await c.execute('SELECT 1 AS a, ? AS b FROM DUAL WHERE FALSE', ['x']);
  t.note(rows, fields.map((field) => field.name));
});

on('A hundred thousand binary rows', async (t) => {
  const c = await t.connect();
  const [rows] = await c.execute(`SELECT seq, CONCAT('row ', seq) AS text, IF(seq % 2, NULL, seq * 1.5) AS half FROM seq_1_to_100000 WHERE seq > ?`, [0]);
  t.note(rows.length, rows[0], rows[99999], rows.reduce((sum, row) => sum + row.seq, 0));
});

on('Warnings of a prepared statement', async (t) => {
  const c = await t.connect();
  await c.query(`SET sql_mode = ''`);
  await t.table(c, 'a TINYINT');
  await t.execute(c, 'INSERT INTO t VALUES (?)', [999]);
  await t.query(c, 'SHOW WARNINGS');
  await t.execute(c, `SELECT CAST(? AS SIGNED) AS number`, ['12x']);
  await t.execute(c, 'SHOW WARNINGS');
});

on('Prepared and text statements take turns', async (t) => {
  const c = await t.connect();
  const statement = await c.prepare('SELECT ? AS prepared');
  for (let round = 0; round < 20; round++) {
    const [[prepared], [text]] = [(await statement.execute([round]))[0], (await c.query('SELECT ? AS text', [round]))[0]];
    if (prepared.prepared !== round || text.text !== round) t.note('mixed up', round, prepared, text);
  }
  t.note('all twenty in their order');
});

on('Many executions are queued without waiting', async (t) => {
  const c = await t.connect();
  const answers = await Promise.all(Array.from({ length: 500 }, (_, index) => c.execute('SELECT ? * 2 AS twice', [index])));
  t.note(answers.every(([rows], index) => rows[0].twice === index * 2));
});

on('Parameters by name', async (t) => {
  const c = await t.connect({ namedPlaceholders: true });
  await t.both(c, 'SELECT :b AS b, :a AS a, :b AS again', { a: 1, b: 'two' });
});

on('Rows as arrays, and values through a function of the program', async (t) => {
  const c = await t.connect();
  t.note((await c.execute({ sql: 'SELECT ? AS a, 2 AS b', rowsAsArray: true }, [1]))[0]);
  t.note((await c.query({ sql: `SELECT 'x' AS a, 2 AS b, NULL AS c`, typeCast: (field, next) => (field.name === 'b' ? next() : `${field.type} ${field.string()}`) }))[0]);
  t.note((await c.query({ sql: 'SELECT l.a, r.a FROM (SELECT 1 AS a) AS l, (SELECT 2 AS a) AS r', nestTables: true }))[0]);
});

unsupported('A missing value is not sent', async (t) => {
  const c = await t.connect();
  await c.execute('SELECT ?', [undefined]);
});
