// Every type as a parameter and as a result, as text and in the binary protocol.
'use strict';

const { on } = require('./casebook');

on('Integers of every width keep their limits', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a TINYINT, b SMALLINT, c MEDIUMINT, d INT', [[-128, -32768, -8388608, -2147483648], [127, 32767, 8388607, 2147483647], [0, 0, 0, 0]]);
  await t.both(c, 'SELECT * FROM t');
  await t.both(c, 'SELECT d FROM t WHERE d = ? AND a = ?', [-2147483648, -128]);
});

on('Integers of 64 bits come as text or as numbers that lose nothing', async (t) => {
  const c = await t.connect({ supportBigNumbers: true });
  await t.table(c, 'a BIGINT, b BIGINT UNSIGNED');
  await c.execute('INSERT INTO t VALUES (?, ?)', ['-9223372036854775808', '18446744073709551615']);
  await c.execute('INSERT INTO t VALUES (?, ?)', [9007199254740991, 42]);
  await t.both(c, 'SELECT * FROM t');
  const always = await t.connect({ supportBigNumbers: true, bigNumberStrings: true });
  await t.both(always, 'SELECT * FROM t FOR UPDATE');
});

on('A BigInt is a parameter', async (t) => {
  const c = await t.connect({ supportBigNumbers: true });
  await t.table(c, 'a BIGINT');
  await t.query(c, 'INSERT INTO t VALUES (?)', [9223372036854775807n]);
  await t.execute(c, 'INSERT INTO t VALUES (?)', [-9223372036854775807n]);
  await t.both(c, 'SELECT * FROM t');
});

on('Decimals come as text, or as numbers where asked', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a DECIMAL(65, 30), b DECIMAL(10, 0)', [['-12345678901234567890123456789012345.000000000000000000000000000001', 9999999999], [0, -1]]);
  await t.both(c, 'SELECT *, 1 / 3 FROM t');
  await t.both(await t.connect({ decimalNumbers: true }), 'SELECT b, 1 / 3 FROM t FOR UPDATE');
});

on('Floating point numbers come back as sent', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a FLOAT, b DOUBLE');
  for (const row of [[0.5, 1.7976931348623157e308], [-1.25e10, 2.2250738585072014e-308], [0, -0.1]]) await c.execute('INSERT INTO t VALUES (?, ?)', row);
  await t.both(c, 'SELECT * FROM t');
});

on('Dates and times as objects keep their milliseconds', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a DATE, b DATETIME(6), c TIMESTAMP(3) NULL, d YEAR');
  const moment = new Date(Date.UTC(2024, 1, 29, 23, 59, 59, 123));
  await c.execute('INSERT INTO t VALUES (?, ?, ?, ?)', ['2024-02-29', moment, '2038-01-01 00:00:00.5', 2024]);
  await t.both(c, 'SELECT * FROM t');
  await t.both(c, 'SELECT d FROM t WHERE b = ?', [moment]);
});

on('Dates and times as text keep their microseconds', async (t) => {
  const c = await t.connect({ dateStrings: true });
  await t.table(c, 'a DATE, b DATETIME(6), c TIMESTAMP NULL, d DATETIME(1)', [['1000-01-01', '9999-12-31 23:59:59.999999', '2001-02-03 04:05:06', '2001-02-03 04:05:06.7']]);
  await t.both(c, 'SELECT * FROM t');
});

on('Times are negative and longer than a day', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a TIME, b TIME(6)', [['-838:59:59', '838:59:59.000001'], ['00:00:00', '-00:00:00.500000'], ['25:00:00', '00:00:01']]);
  await t.both(c, 'SELECT * FROM t');
});

on('Zero dates', async (t) => {
  const c = await t.connect({ dateStrings: true });
  await c.query(`SET sql_mode = ''`);
  await t.table(c, 'a DATE, b DATETIME, c TIMESTAMP NULL', [['0000-00-00', '0000-00-00 00:00:00', '0000-00-00 00:00:00'], ['2024-00-00', '2024-01-00 00:00:00', null]]);
  await t.both(c, 'SELECT * FROM t');
  const objects = await t.connect();
  await t.both(objects, 'SELECT a FROM t FOR UPDATE');
});

on('Bits, enums and sets', async (t) => {
  const c = await t.connect();
  await t.table(c, `a BIT(1), b BIT(64), c ENUM('x', 'y'), d SET('p', 'q', 'r')`);
  await c.query(`INSERT INTO t VALUES (b'1', 18446744073709551615, 'y', 'p,r'), (0, 1, 'x', ''), (NULL, NULL, NULL, NULL)`);
  await t.both(c, 'SELECT * FROM t');
});

on('Bytes of every value', async (t) => {
  const c = await t.connect();
  const every = Buffer.from(Array.from({ length: 256 }, (_, index) => index));
  await t.table(c, 'a BINARY(4), b VARBINARY(300), c BLOB');
  await c.execute('INSERT INTO t VALUES (?, ?, ?)', [Buffer.from([0, 255, 0, 255]), every, Buffer.concat([every, every])]);
  await c.query('INSERT INTO t VALUES (?, ?, ?)', [Buffer.from('x'), Buffer.alloc(0), Buffer.from([0])]);
  await t.both(c, 'SELECT * FROM t');
  await t.both(c, 'SELECT LENGTH(c) FROM t WHERE b = ?', [every]);
});

on('Text with every kind of character', async (t) => {
  const c = await t.connect();
  const values = [`it's "quoted", \\, ?, a\nline,\r, \x1a, \0 end`, 'a\u00e4\u20ac\u{1f600}', '\u4e2d\u6587', ''];
  await t.table(c, 'a TEXT, b INT', values.map((value, index) => [value, index]));
  await t.both(c, 'SELECT a, HEX(a) FROM t ORDER BY b');
  for (const value of values) await t.both(c, 'SELECT b FROM t WHERE a = ?', [value]);
});

on('JSON is parsed, or stays text where asked', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a JSON');
  await c.execute('INSERT INTO t VALUES (?)', [{ k: [1, 2.5, null, '\u00e4'] }]);
  await t.both(c, `SELECT a, JSON_EXTRACT(a, '$.k[1]') FROM t`);
  await t.both(await t.connect({ jsonStrings: true }), 'SELECT a FROM t FOR UPDATE');
  await t.fails(c.execute('INSERT INTO t VALUES (?)', ['{not json']));
});

on('Geometry as points and rings', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a POINT, b GEOMETRY');
  await c.query(`INSERT INTO t VALUES (POINT(1, -2.5), ST_GeomFromText('POLYGON((0 0, 4 0, 4 4, 0 0))')), (NULL, ST_GeomFromText('LINESTRING(1 2, 3 4)'))`);
  await t.both(c, 'SELECT * FROM t');
});

on('UUID and INET6', async (t) => {
  const c = await t.connect();
  await t.table(c, 'a UUID, b INET6', [['123e4567-e89b-12d3-a456-426655440000', '2001:db8::ff00:42:8329']]);
  await t.both(c, 'SELECT * FROM t');
});

on('NULL in a column of every type', async (t) => {
  const c = await t.connect();
  await t.table(c, `a INT, b BIGINT UNSIGNED, c DECIMAL(5, 2), d DOUBLE, e DATE, f DATETIME(6), g TIME, h YEAR, i VARCHAR(9), j BLOB,
    k BIT(3), l ENUM('x'), m SET('x'), n JSON, o GEOMETRY`);
  await c.execute(`INSERT INTO t VALUES (${Array(15).fill('?').join(', ')})`, Array(15).fill(null));
  await t.both(c, 'SELECT * FROM t');
});

on('A row of a thousand columns', async (t) => {
  const c = await t.connect();
  const names = Array.from({ length: 1000 }, (_, index) => `c${index}`);
  await t.table(c, names.map((name) => `${name} INT`).join(', '), [names.map((_, index) => (index % 3 ? index : null))]);
  for (const [rows, fields] of [await c.query('SELECT * FROM t'), await c.execute('SELECT * FROM t')])
    t.note(fields.length, fields[999].name, Object.values(rows[0]).reduce((sum, value) => sum + (value ?? 0), 0));
});
