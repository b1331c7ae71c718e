// One session stops what another one does.
'use strict';

const { on } = require('./casebook');

// What has only begun may be killed before it sleeps, and then ends without an error.
const SLEEPING = 'User sleep';

on('KILL QUERY ends a statement, not its session', async (t) => {
  const [victim, killer] = [await t.connect(), await t.connect()];
  await victim.query(`SET @kept = 'still here'`);
  await victim.beginTransaction();
  const sleeping = t.fails(victim.query('SELECT SLEEP(20) /* node kill query */'));
  await t.statementRuns('node kill query', SLEEPING);
  await killer.query(`KILL QUERY ${victim.threadId}`);
  await sleeping;
  await t.query(victim, 'SELECT @kept');
});

on('KILL QUERY ends a prepared statement, which stays usable', async (t) => {
  const [victim, killer] = [await t.connect(), await t.connect()];
  await victim.beginTransaction();
  const statement = await victim.prepare('SELECT SLEEP(?) AS slept /* node kill prepared */');
  const sleeping = t.fails(statement.execute([20]));
  await t.statementRuns('node kill prepared', SLEEPING);
  await killer.query(`KILL QUERY ${victim.threadId}`);
  await sleeping;
  t.note((await statement.execute([0]))[0]);
});

on('KILL CONNECTION ends the session and rolls back', async (t) => {
  const [victim, killer] = [await t.connect(), await t.connect()];
  await t.table(killer, 'a INT');
  await victim.beginTransaction();
  await victim.query('INSERT INTO t VALUES (1)');
  const sleeping = victim.query('SELECT SLEEP(20) /* node kill connection */').then(() => 'an answer', () => 'an error');
  await t.statementRuns('node kill connection', SLEEPING);
  await killer.query(`KILL CONNECTION ${victim.threadId}`);
  t.note(await sleeping);
  t.note(await victim.query('SELECT 1').then(() => 'goes on', () => 'the session has ended'));
  await killer.query('SET innodb_lock_wait_timeout = 10');
  await t.query(killer, 'DELETE FROM t');
});

on('An idle session is killed', async (t) => {
  const [victim, killer] = [await t.connect(), await t.connect()];
  const ended = new Promise((resolve) => victim.connection.stream.once('close', resolve));
  await killer.execute(`KILL ${victim.threadId}`);
  await ended;
  t.note(await victim.query('SELECT 1').then(() => 'goes on', () => 'the session has ended'));
});

on('A statement has a limit of time on the server', async (t) => {
  const c = await t.connect();
  await t.fails(c.query('SET STATEMENT max_statement_time = 0.2 FOR SELECT SLEEP(20)'));
  await t.fails(c.execute('SET STATEMENT max_statement_time = 0.2 FOR SELECT SLEEP(?)', [20]));
  await t.query(c, 'SELECT 1 AS goesOn');
});

on('A statement has a limit of time in the driver', async (t) => {
  const c = await t.connect();
  await t.fails(c.query({ sql: 'SELECT SLEEP(5)', timeout: 300 }));
  await t.query(await t.connect(), 'SELECT 1 AS others_go_on');
});

on('A kill of an id that nobody has', async (t) => {
  const c = await t.connect();
  t.note(await c.query('KILL QUERY 4294967295').then(() => 'found', (error) => error.errno));
  await t.query(c, 'SELECT 1 AS goesOn');
});
