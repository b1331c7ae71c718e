<?php
// Parameters of prepared statements: every type to the server and back in binary rows.

declare(strict_types=1);

a_case('Integers as parameters keep their 64 bits', function () {
    return prepared_rows(open(), 'SELECT ?, ?, ?, ? + 0', [PHP_INT_MIN, -1, 0, PHP_INT_MAX], 'iiii');
});

a_case('Doubles as parameters keep every bit', function () {
    return prepared_rows(open(), 'SELECT ?, ?, ?, ?', [0.1, -1.7976931348623157e308, 5e-324, 0.0], 'dddd');
});

a_case('Text as a parameter keeps every character', function () {
    return prepared_rows(open(), 'SELECT ?, ?, ?, CHAR_LENGTH(?)', ['', "quote ' and \\ and \0", 'ü 日本 🧿', '🧿🧿']);
});

a_case('Every byte as a parameter', function () {
    return prepared_rows(open(), 'SELECT CAST(? AS BINARY), HEX(?)', [$bytes = implode(array_map(chr(...), range(0, 255))), $bytes]);
});

a_case('NULL for a parameter of every type', function () {
    return prepared_rows(open(), 'SELECT ?, ?, ?, ? IS NULL', [null, null, null, null], 'idsb');
});

a_case('A decimal sent as text keeps 65 digits', function () {
    $link = open('CREATE OR REPLACE TABLE d (a DECIMAL(65,30))');
    $statement = $link->prepare('INSERT INTO d VALUES (?), (?)');
    $statement->bind_param('ss', ...['12345678901234567890123456789012345.123456789012345678901234567890', '-0.000000000000000000000000000001']);
    $statement->execute();
    return prepared_rows($link, 'SELECT a, a * 2, CAST(a AS INT) FROM d');
});

a_case('Unsigned 64 bits in a binary row', function () {
    $link = open('CREATE OR REPLACE TABLE u (a BIGINT UNSIGNED)');
    $statement = $link->prepare('INSERT INTO u VALUES (?), (?)');
    $statement->bind_param('si', ...['18446744073709551615', PHP_INT_MAX]);
    $statement->execute();
    return prepared_rows($link, 'SELECT a, a - 1 FROM u ORDER BY a');
});

a_case('Integers of every width in a binary row', function () {
    $link = open('CREATE OR REPLACE TABLE i (a TINYINT, b TINYINT UNSIGNED, c SMALLINT, d SMALLINT UNSIGNED, e MEDIUMINT, f MEDIUMINT UNSIGNED, g INT, h INT UNSIGNED, i BIGINT, j INT(8) ZEROFILL, k BOOL)',
        'INSERT INTO i VALUES (-128, 255, -32768, 65535, -8388608, 16777215, -2147483648, 4294967295, -9223372036854775808, 42, TRUE), (127, 0, 32767, 0, 8388607, 0, 2147483647, 0, 9223372036854775807, 0, FALSE)');
    return prepared_rows($link, 'SELECT * FROM i ORDER BY a');
});

a_case('Floats and doubles in a binary row', function () {
    $link = open('CREATE OR REPLACE TABLE f (a FLOAT, b DOUBLE, c FLOAT(7,3), d DOUBLE(10,4))',
        'INSERT INTO f VALUES (0.1, 0.1, 1234.5678, 9.99999), (1e-38, 1.7976931348623157e308, -0.001, 0), (NULL, NULL, NULL, NULL)');
    return prepared_rows($link, 'SELECT * FROM f');
});

a_case('Dates and times with fractions in a binary row', function () {
    $link = open('CREATE OR REPLACE TABLE dt (a DATE, b DATETIME, c DATETIME(6), d TIMESTAMP(3) NULL, e YEAR, f TIME, g TIME(6))',
        "INSERT INTO dt VALUES ('2024-02-29', '1999-12-31 23:59:59', '1999-12-31 23:59:59.000001', '2001-02-03 04:05:06.789', 2155, '00:00:00', '00:00:00.000001'),
            ('1000-01-01', '2024-01-01 00:00:00', '9999-12-31 23:59:59.999999', NULL, 1901, '23:59:59', '01:02:03.5')");
    return prepared_rows($link, 'SELECT * FROM dt ORDER BY a');
});

a_case('Times that are negative or longer than a day in a binary row', function () {
    return prepared_rows(open(), "SELECT TIME'-838:59:59.999999', TIME'838:59:59', TIME'-00:00:00.5', TIMEDIFF('2024-01-01', '2024-02-01')");
});

a_case('Zero dates and partial dates in a binary row', function () {
    $link = open("SET sql_mode = ''", 'CREATE OR REPLACE TABLE z (a DATE, b DATETIME, c DATETIME(6))',
        "INSERT INTO z VALUES ('0000-00-00', '0000-00-00 00:00:00', 0), ('2024-00-00', '2024-01-00 00:00:00', '2024-00-00 10:00:00.25')");
    return prepared_rows($link, 'SELECT * FROM z ORDER BY a');
});

a_case('Dates sent as text are stored as dates', function () {
    $link = open('CREATE OR REPLACE TABLE ds (a DATE, b DATETIME(6), c TIME(3))');
    $statement = $link->prepare('INSERT INTO ds VALUES (?, ?, ?)');
    foreach ([['2024-02-29', '2024-02-29 12:34:56.123456', '-10:11:12.131'], [null, null, null]] as $row) {
        $statement->bind_param('sss', ...$row);
        $statement->execute();
    }
    return prepared_rows($link, 'SELECT * FROM ds WHERE a <=> ? OR a IS NULL', ['2024-02-29']);
});

a_case('Blobs and texts of every size class in a binary row', function () {
    $link = open('CREATE OR REPLACE TABLE b (a TINYBLOB, b BLOB, c MEDIUMBLOB, d LONGBLOB, e TINYTEXT, f TEXT, g LONGTEXT, h BINARY(4), i VARBINARY(9))');
    $statement = $link->prepare('INSERT INTO b VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
    $statement->bind_param('sssssssss', ...["\0", fixed_bytes(65535), fixed_bytes(70000), '', 'é', str_repeat('日', 20000), str_repeat('x', 300), 'ab', "\xff\xfe"]);
    $statement->execute();
    return prepared_rows($link, 'SELECT * FROM b');
});

a_case('Bits, enums and sets in a binary row', function () {
    $link = open("CREATE OR REPLACE TABLE e (a BIT(1), b BIT(64), c ENUM('x', 'ÿ', ''), d SET('p', 'q', 'r'))",
        "INSERT INTO e VALUES (b'1', b'1000000000000000000000000000000000000000000000000000000000000001', 'ÿ', 'r,p'), (0, 0, '', '')");
    return prepared_rows($link, 'SELECT * FROM e ORDER BY a');
});

a_case('JSON and geometry in a binary row', function () {
    $link = open('CREATE OR REPLACE TABLE j (a JSON, g GEOMETRY)', "INSERT INTO j VALUES ('{\"k\": [1, \"é\"]}', ST_GeomFromText('LINESTRING(0 0, 1.5 -2)', 4326))");
    return prepared_rows($link, 'SELECT a, JSON_VALUE(a, ?), g, ST_AsText(g), ST_SRID(g) FROM j', ['$.k[1]']);
});

a_case('UUIDs and internet addresses in a binary row', function () {
    $link = open('CREATE OR REPLACE TABLE n (u UUID, i INET4, j INET6)', "INSERT INTO n VALUES ('00112233-4455-6677-8899-aabbccddeeff', '10.1.2.3', '::1')");
    return prepared_rows($link, 'SELECT * FROM n WHERE u = ?', ['00112233-4455-6677-8899-aabbccddeeff']);
});

a_case('Generated columns in a binary row', function () {
    $link = open('CREATE OR REPLACE TABLE g (a INT, b INT AS (a * 2) VIRTUAL, c VARCHAR(20) AS (CONCAT(a, "!")) STORED)');
    $statement = $link->prepare('INSERT INTO g (a) VALUES (?)');
    $statement->bind_param('i', $value);
    foreach ([3, -4] as $value) {
        $statement->execute();
    }
    return prepared_rows($link, 'SELECT * FROM g ORDER BY a');
});

a_case('A thousand parameters with every third one NULL', function () {
    $values = array_map(fn ($n) => $n % 3 === 0 ? null : $n, range(1, 1000));
    $row = open()->execute_query('SELECT ' . implode(', ', array_fill(0, 1000, '?')), $values)->fetch_row();
    return [show(array_sum($row)), show(count(array_keys($row, null, true))), show($row[999])];
});
