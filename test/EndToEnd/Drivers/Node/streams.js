// Rows as they come: streams, backpressure, an early end, and files that the server asks for.
'use strict';

const { Readable } = require('node:stream');
const { setImmediate: turn } = require('node:timers/promises');
const { on } = require('./casebook');

on('Rows are streamed as text', async (t) => {
  const c = await t.connect();
  let count = 0;
  let sum = 0;
  for await (const row of c.connection.query(`SELECT seq, REPEAT('x', 1000) AS text FROM seq_1_to_20000`).stream({ highWaterMark: 5 })) {
    count++;
    sum += row.seq;
    if (count % 1000 === 0) await turn();
  }
  t.note(count, sum);
  await t.query(c, 'SELECT 1 AS goesOn');
});

on('Rows are streamed in the binary protocol', async (t) => {
  const c = await t.connect();
  let count = 0;
  let sum = 0;
  for await (const row of c.connection.execute(`SELECT seq, REPEAT('x', 1000) AS text FROM seq_1_to_20000 WHERE seq > ?`, [10000]).stream({ highWaterMark: 5 })) {
    count++;
    sum += row.seq;
  }
  t.note(count, sum);
});

on('A stream that is held back holds back nobody else', async (t) => {
  const [slow, other] = [await t.connect(), await t.connect()];
  const rows = slow.connection.query(`SELECT seq, REPEAT('y', 100000) AS text FROM seq_1_to_300`).stream({ highWaterMark: 1 })[Symbol.asyncIterator]();
  t.note((await rows.next()).value.seq);
  for (let number = 0; number < 20; number++) await other.query('SELECT ?', [number]);
  t.note('twenty statements of another session');
  let count = 1;
  for (let row = await rows.next(); !row.done; row = await rows.next()) count++;
  t.note(count);
});

on('A connection is paused and resumed', async (t) => {
  const c = await t.connect();
  let count = 0;
  await new Promise((resolve, reject) => {
    const query = c.connection.query('SELECT seq FROM seq_1_to_5000');
    query.on('result', () => {
      if (++count % 1000 === 0) {
        c.connection.pause();
        setImmediate(() => c.connection.resume());
      }
    });
    query.on('error', reject);
    query.on('end', resolve);
  });
  t.note(count);
});

on('A connection is destroyed in the middle of a result', async (t) => {
  const c = await t.connect();
  const first = await new Promise((resolve, reject) => {
    const query = c.connection.query(`SELECT seq, REPEAT('z', 10000) AS text FROM seq_1_to_100000`);
    query.once('result', (row) => resolve(row.seq));
    query.once('error', reject);
  });
  c.connection.destroy();
  t.note(first);
  await t.query(await t.connect(), 'SELECT 1 AS others_go_on');
});

on('A stream is given to the server as a file', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a INT, b VARCHAR(20)');
  const [result] = await c.query({
    sql: `LOAD DATA LOCAL INFILE 'any name' INTO TABLE t`,
    infileStreamFactory: (path) => (t.note(path), Readable.from([Buffer.from('1\tone\n2\tt'), Buffer.from('wo\n3\t\\N\n')])),
  });
  t.note({ ...result });
  await t.query(c, 'SELECT * FROM t ORDER BY a');
});

on('A large file is given to the server', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a INT, b VARCHAR(200)');
  function* lines() {
    for (let number = 0; number < 100000; number++) yield Buffer.from(`${number}\t${'x'.repeat(180)}\n`);
  }
  const [result] = await c.query({ sql: `LOAD DATA LOCAL INFILE 'x' INTO TABLE t`, infileStreamFactory: () => Readable.from(lines()) });
  t.note(result.affectedRows);
  await t.query(c, 'SELECT COUNT(*) AS count, SUM(a) AS sum, SUM(LENGTH(b)) AS length FROM t');
});

on('An empty file is given to the server', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a INT');
  const [result] = await c.query({ sql: `LOAD DATA LOCAL INFILE 'x' INTO TABLE t`, infileStreamFactory: () => Readable.from([]) });
  t.note(result.affectedRows, result.info);
});

on('The server refuses a row in the middle of a file', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a INT, b VARCHAR(200)');
  await c.query(`CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN IF NEW.a = 500 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not row 500'; END IF; END`);
  function* lines() {
    for (let number = 0; number < 30000; number++) yield Buffer.from(`${number}\t${'x'.repeat(180)}\n`);
  }
  await t.fails(c.query({ sql: `LOAD DATA LOCAL INFILE 'x' INTO TABLE t`, infileStreamFactory: () => Readable.from(lines()) }));
  await t.query(c, 'SELECT COUNT(*) AS count FROM t');
});

on('A file for a table that does not exist is not asked for', async (t) => {
  const c = await t.connect();
  let asked = false;
  await t.fails(c.query({ sql: `LOAD DATA LOCAL INFILE 'x' INTO TABLE missing`, infileStreamFactory: () => ((asked = true), Readable.from([])) }));
  t.note(asked);
});

on('A file is refused by a client that has no stream for it', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a INT');
  await t.fails(c.query(`LOAD DATA LOCAL INFILE 'x' INTO TABLE t`));
  await t.query(c, 'SELECT 1 AS goesOn');
});
