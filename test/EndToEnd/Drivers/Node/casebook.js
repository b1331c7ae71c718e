// Runs the cases of mysql2 and prints what they saw, one JSON object per line: see External/README.md for the form.
'use strict';

const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { setTimeout: pause } = require('node:timers/promises');
const mysql = require('mysql2/promise');

const CASE_DEADLINE_MS = 30000;
const CONDITION_DEADLINE_MS = 20000;
const LONGEST_PRINTED = 300;

/** A variable of the environment that must be there. */
function setting(name) {
  if (process.env[name] === undefined) throw new Error(`${name} is not set`);
  return process.env[name];
}

/** One spelling per value, whatever its size; dates in UTC, bytes in hexadecimal. */
function textOf(value) {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (Buffer.isBuffer(value)) return value.length > LONGEST_PRINTED ? digest('bytes', value) : `x'${value.toString('hex')}'`;
  if (typeof value === 'string') return value.length > LONGEST_PRINTED ? digest('text', Buffer.from(value)) : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  if (value !== null && typeof value === 'object')
    return `{${Object.entries(value).map(([key, member]) => `${key}: ${textOf(member)}`).join(', ')}}`;
  return String(Object.is(value, -0) ? '-0' : value);
}

function digest(kind, bytes) {
  return `${kind} of ${bytes.length} bytes, sha256 ${createHash('sha256').update(bytes).digest('hex')}`;
}

function short(sql) {
  return sql.length > 200 ? `${sql.slice(0, 60)}… (${sql.length} characters)` : sql;
}

/** What a case works with: connections, and the lines that both runs must have in common. */
class Case {
  lines = [];
  #closing = [];

  /** The options of every connection of these cases. */
  options(more = {}) {
    return {
      host: setting('DB_HOST'),
      port: Number(setting('DB_PORT')),
      user: setting('DB_USER'),
      password: setting('DB_PASSWORD'),
      database: setting('DB_NAME'),
      timezone: 'Z',
      ...more,
    };
  }

  /** The part of the options that encrypts. */
  tls() {
    return { ca: readFileSync(setting('DB_TLS_CA')), verifyIdentity: false };
  }

  /** Opens a connection; closed when the case ends. */
  async connect(more) {
    const connection = await mysql.createConnection(this.options(more));
    // A connection that breaks reports it to those that wait for an answer, and once more as an event.
    connection.connection.on('error', () => {});
    this.atEnd(() => connection.connection.destroy());
    return connection;
  }

  /** A pool; ended when the case ends. */
  pool(more) {
    const pool = mysql.createPool(this.options(more));
    this.atEnd(() => pool.end());
    return pool;
  }

  /** Registers what is to be undone when the case ends, however it ends. */
  atEnd(action) {
    this.#closing.push(action);
  }

  /** Adds a line to what is compared. */
  note(...values) {
    this.lines.push(values.map((value) => (typeof value === 'string' ? value : textOf(value))).join(' | '));
  }

  /** Runs a statement as text and notes its answer. */
  async query(connection, sql, values) {
    return this.#answer(sql, await connection.query(sql, values));
  }

  /** Runs a statement in the binary protocol and notes its answer. */
  async execute(connection, sql, values) {
    return this.#answer(`binary ${sql}`, await connection.execute(sql, values));
  }

  /** Runs a statement both ways. */
  async both(connection, sql, values) {
    await this.query(connection, sql, values);
    await this.execute(connection, sql, values);
  }

  /** Awaits what must fail; notes the server's number, state and text, or what the driver says itself. */
  async fails(promise) {
    try {
      await promise;
    } catch (error) {
      // What is neither the server's nor the driver's is a mistake in a case.
      if (error instanceof TypeError || error instanceof ReferenceError) throw error;
      this.note('error', error.code, error.errno, error.sqlState, error.sqlMessage ?? error.message);
      return;
    }
    throw new Error('it was meant to fail');
  }

  /** Makes a table anew and fills it. */
  async table(connection, columns, rows = [], name = 't') {
    await connection.query(`CREATE OR REPLACE TABLE ${name} (${columns})`);
    for (const row of rows) await connection.query(`INSERT INTO ${name} VALUES (?)`, [row]);
  }

  /** Waits until a condition holds. */
  async until(what, condition) {
    const deadline = Date.now() + CONDITION_DEADLINE_MS;
    while (!(await condition())) {
      if (Date.now() > deadline) throw new Error(`not within ${CONDITION_DEADLINE_MS} ms: ${what}`);
      await pause(20);
    }
  }

  /** Returns once a statement with the marker runs, in that state, on the primary, which is where a transaction is. */
  async statementRuns(marker, state = '') {
    const watcher = await this.connect();
    await watcher.beginTransaction();
    // The watcher's own text has the marker in two pieces, so it does not find itself.
    const sql = `SELECT id FROM information_schema.processlist WHERE info LIKE CONCAT('%', ?, ?, '%') AND IFNULL(state, '') LIKE CONCAT('%', ?, '%')`;
    await this.until(marker, async () => (await watcher.query(sql, [marker.slice(0, 1), marker.slice(1), state]))[0].length > 0);
  }

  async close() {
    for (const action of this.#closing.reverse()) {
      try {
        await action();
      } catch {
        // A case may leave a connection in any state.
      }
    }
  }

  #answer(sql, [result, fields]) {
    this.note(short(sql));
    for (const line of Case.#lines(result, fields)) this.note(`  ${line}`);
    return result;
  }

  static #lines(result, fields) {
    if (!Array.isArray(result)) return [textOf({ ...result })];
    if (fields?.some((field) => Array.isArray(field)) || fields?.includes(undefined)) // one answer per statement
      return result.flatMap((one, index) => [`answer ${index + 1}`, ...Case.#lines(one, fields[index])]);
    return [`${result.length} rows`, ...result.map((row) => textOf(row))];
  }
}

const entries = [];

/** Registers a case; its function is given a Case. */
function on(name, run) {
  entries.push({ name, run, supported: true });
}

/** Registers what the driver cannot do; the function must fail, with the driver's own error. */
function unsupported(name, run) {
  entries.push({ name, run, supported: false });
}

async function outcome({ run, supported }) {
  const seen = new Case();
  let timer;
  const deadline = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${CASE_DEADLINE_MS} ms`)), CASE_DEADLINE_MS);
  });
  try {
    await Promise.race([run(seen), deadline]);
    return supported ? { values: seen.lines } : { error: 'the driver can do it after all' };
  } catch (error) {
    const text = `${error.name}: ${error.message}`;
    return supported ? { error: `${text} (behind: ${seen.lines.slice(-3).join('; ')})` } : { unsupported: text };
  } finally {
    clearTimeout(timer);
    await Promise.race([seen.close(), pause(2000)]);
  }
}

function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Runs all registered cases, or those named by the arguments, or lists them. */
async function main() {
  const wanted = process.argv.slice(2);
  if (new Set(entries.map((entry) => entry.name)).size !== entries.length) throw new Error('two cases have the same name');
  if (wanted.includes('--list')) {
    process.stdout.write(entries.filter((entry) => entry.supported).map((entry) => `${entry.name}\n`).join(''));
    return;
  }
  const { host, port, user, database } = new Case().options();
  const { version } = require('mysql2/package.json');
  print({ driver: 'mysql2', version: `${version} on Node ${process.version}`, connect: `createConnection(${JSON.stringify({ host, port, user, database })})` });
  for (const entry of entries) {
    if (wanted.length === 0 || wanted.includes(entry.name)) print({ case: entry.name, ...(await outcome(entry)) });
  }
  // What a case has left behind must not keep the program alive.
  process.exit(0);
}

module.exports = { on, unsupported, main, setting, mysql };
