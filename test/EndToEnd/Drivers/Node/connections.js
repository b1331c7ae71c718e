// Connections: how they are made, secured, kept in pools and ended.
'use strict';

const { on, mysql } = require('./casebook');

/** The driver goes on without compression where the server does not offer it, so a case must look. */
function isCompressed(c) {
  return c.connection.inflateQueue !== undefined;
}

async function exchange(t, c) {
  await t.both(c, 'SELECT ? AS text, REPEAT(?, 100000) AS long_text', ['text', 'x']);
  const value = Buffer.alloc(20000000, 'y');
  await t.both(c, `SELECT LENGTH(?) AS length, REPEAT('z', 17000000) AS value`, [value]);
  await t.both(c, 'SELECT SUM(seq) AS sum, COUNT(DISTINCT MD5(seq)) AS count FROM seq_1_to_50000');
  const [rows] = await c.execute('SELECT seq, MD5(seq) AS md5 FROM seq_1_to_50000');
  t.note(rows.length, rows[49999]);
}

on('A compressed connection works like a plain one', async (t) => {
  const c = await t.connect({ compress: true });
  t.note(isCompressed(c));
  await exchange(t, c);
});

on('An encrypted connection works like a plain one', async (t) => {
  const c = await t.connect({ ssl: t.tls() });
  t.note(c.connection.stream.encrypted === true);
  await exchange(t, c);
});

on('A connection that is compressed and encrypted works like a plain one', async (t) => {
  const c = await t.connect({ compress: true, ssl: t.tls() });
  t.note(c.connection.stream.encrypted === true, isCompressed(c));
  await exchange(t, c);
});

for (const version of ['TLSv1.2', 'TLSv1.3']) {
  on(`An encrypted connection of ${version}`, async (t) => {
    const c = await t.connect({ ssl: { ...t.tls(), minVersion: version, maxVersion: version } });
    t.note(c.connection.stream.getProtocol());
    await t.both(c, 'SELECT ? AS value', [1]);
  });
}

on('A server whose signer is unknown is refused by the client', async (t) => {
  const refused = await t.connect({ ssl: {} }).then(() => false, (error) => error.code);
  t.note(refused);
});

on('A wrong password is refused', async (t) => {
  t.note(await t.connect({ password: 'wrong' }).then(() => 'let in', () => 'refused'));
});

on('A ping is answered', async (t) => {
  const c = await t.connect();
  t.note(await c.ping());
  await c.execute('SELECT 1');
  t.note(await c.ping());
});

on('Attributes of the connection do no harm', async (t) => {
  const c = await t.connect({ connectAttributes: { program: 'a name: \u00e4', purpose: 'x'.repeat(500) } });
  await t.both(c, 'SELECT 1 AS one');
});

on('The id of the greeting is the one the server tells', async (t) => {
  const c = await t.connect();
  const [[row]] = await c.query('SELECT CONNECTION_ID() AS id');
  t.note(row.id === c.threadId);
});

on('A connection is ended while statements wait in its queue', async (t) => {
  const c = await t.connect();
  const answers = [1, 2, 3].map((value) => c.query('SELECT ? AS value', [value]));
  const ended = c.end();
  for (const answer of answers) t.note((await answer)[0]);
  await ended;
  t.note(await c.query('SELECT 1').then(() => 'goes on', (error) => error.message));
});

on('A queue of mixed commands is answered in order', async (t) => {
  const c = await t.connect({ multipleStatements: true });
  const answers = await Promise.all([
    c.query('SELECT 1 AS a'), c.execute('SELECT ? AS b', [2]), c.ping(), c.query('SELECT 3 AS c; SELECT 4 AS d'),
    c.query('SELECT * FROM missing').catch((error) => [error.errno]), c.execute('SELECT ? AS e', ['5']), c.query('DO 1'),
  ]);
  for (const answer of answers) t.note(Array.isArray(answer) ? answer[0] : answer);
});

on('A pool lends its connections to many', async (t) => {
  const pool = t.pool({ connectionLimit: 5 });
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => (index % 2 ? pool.query : pool.execute).call(pool, 'SELECT ? AS value', [index])));
  t.note(answers.every(([rows], index) => rows[0].value === index));
});

on('A pool lends the same connection again, with its prepared statements', async (t) => {
  const pool = t.pool({ connectionLimit: 1 });
  const ids = new Set();
  for (let round = 0; round < 5; round++) {
    const c = await pool.getConnection();
    ids.add(c.threadId);
    await t.execute(c, 'SELECT ? AS round', [round]);
    c.release();
  }
  t.note(ids.size);
});

on('A pool replaces a connection that was killed', async (t) => {
  const pool = t.pool({ connectionLimit: 1 });
  const c = await pool.getConnection();
  const ended = new Promise((resolve) => c.connection.stream.once('close', resolve));
  await (await t.connect()).query(`KILL ${c.threadId}`);
  await ended;
  c.destroy();
  await t.query(pool, 'SELECT 1 AS goesOn');
});

on('A pool without room makes others wait', async (t) => {
  const pool = t.pool({ connectionLimit: 1, queueLimit: 1 });
  const c = await pool.getConnection();
  const waiting = pool.getConnection();
  t.note(await pool.getConnection().then(() => 'given', (error) => error.message));
  c.release();
  (await waiting).release();
  await t.query(pool, 'SELECT 1 AS goesOn');
});

on('Thirty connections each keep their own state', async (t) => {
  const connections = await Promise.all(Array.from({ length: 30 }, () => t.connect()));
  await Promise.all(connections.map((c, index) => c.query('SET @number = ?', [index])));
  const answers = await Promise.all(connections.map((c) => c.execute('SELECT @number AS number')));
  t.note(answers.map(([[row]]) => row.number));
  t.note(new Set(connections.map((c) => c.threadId)).size);
});

on('A cluster of pools takes the one that is named', async (t) => {
  const cluster = mysql.createPoolCluster();
  t.atEnd(() => cluster.end());
  cluster.add('one', t.options());
  const c = await cluster.getConnection('one');
  await t.both(c, 'SELECT ? AS value', [1]);
  c.release();
});
