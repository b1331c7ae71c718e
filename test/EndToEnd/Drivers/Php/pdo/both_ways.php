<?php
// Cases that run with statements prepared by the server and with ones that the driver emulates by text.

declare(strict_types=1);

/** Registers a case for both kinds of statements; $body gets the options of the connection. */
function both_ways(string $name, callable $body): void
{
    a_case("$name, prepared by the server", fn () => $body(NATIVE));
    a_case("$name, prepared by the driver", fn () => $body(EMULATED));
}

both_ways('Values of PHP types as parameters', function (array $options) {
    $link = open($options);
    $statement = $link->prepare('SELECT ?, ?, ?, ?, ?, ?');
    foreach ([[42, PDO::PARAM_INT], ['text ü 🧿', PDO::PARAM_STR], [null, PDO::PARAM_NULL], [true, PDO::PARAM_BOOL], ["\0\xff", PDO::PARAM_LOB], [PHP_INT_MIN, PDO::PARAM_INT]] as $n => [$value, $type]) {
        $statement->bindValue($n + 1, $value, $type);
    }
    $statement->execute();
    return show_rows($statement->fetchAll(PDO::FETCH_NUM));
});

both_ways('Numbers of every type as results', function (array $options) {
    $link = open($options, 'CREATE OR REPLACE TABLE num (a TINYINT, b SMALLINT UNSIGNED, c MEDIUMINT, d INT UNSIGNED, e BIGINT, f BIGINT UNSIGNED, g DECIMAL(65,30), h FLOAT, i DOUBLE, j BIT(5), k YEAR)',
        "INSERT INTO num VALUES (-128, 65535, -8388608, 4294967295, -9223372036854775808, 18446744073709551615, 12345678901234567890123456789012345.123456789012345678901234567890, 0.1, 5e-324, b'10101', 2155), (NULL, 0, NULL, 0, NULL, 0, NULL, NULL, NULL, NULL, 0)");
    return rows($link, 'SELECT * FROM num ORDER BY d DESC');
});

both_ways('Dates and times as results, zero ones included', function (array $options) {
    $link = open($options, "SET sql_mode = ''", 'CREATE OR REPLACE TABLE dates (a DATE, b DATETIME(6), c TIMESTAMP(3) NULL, d TIME(6))',
        "INSERT INTO dates VALUES ('2024-02-29', '1999-12-31 23:59:59.000001', '2001-02-03 04:05:06.789', '-838:59:59.999999'), ('0000-00-00', '2024-00-00 00:00:00', NULL, '00:00:00')");
    return rows($link, 'SELECT * FROM dates WHERE a < ? ORDER BY a', ['2030-01-01']);
});

both_ways('Texts and blobs as parameters and results', function (array $options) {
    $link = open($options, 'CREATE OR REPLACE TABLE texts (a CHAR(5), b VARCHAR(200), c TEXT, d LONGBLOB, e ENUM("x", "ÿ"), f SET("p", "q"), g JSON)');
    $insert = $link->prepare('INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?, ?)');
    $insert->execute(['a', "quote ' and \\ and \0 and \x1a", str_repeat('日', 10000), fixed_bytes(100_000), 'ÿ', 'q,p', '{"k": "é"}']);
    $insert->execute(['', '', null, '', 'x', '', null]);
    return rows($link, 'SELECT * FROM texts ORDER BY a');
});

both_ways('Named parameters', function (array $options) {
    $link = open($options);
    return [...rows($link, 'SELECT :a, :b, CONCAT(:c, "!")', ['b' => 2, 'a' => 'one', 'c' => 'ü']), failure_text(fn () => rows($link, 'SELECT :a, :b', ['a' => 1]))];
});

both_ways('A statement executed again with other values', function (array $options) {
    $link = open($options);
    $statement = $link->prepare('SELECT ?, LENGTH(?)');
    foreach ([[1, 'x'], ['zwei', null], [null, str_repeat('y', 5000)]] as $values) {
        $statement->execute($values);
        yield from show_rows($statement->fetchAll(PDO::FETCH_NUM));
    }
});

both_ways('Last insert id and affected rows', function (array $options) {
    $link = open($options, 'CREATE OR REPLACE TABLE ids (id INT PRIMARY KEY AUTO_INCREMENT, v INT)');
    $insert = $link->prepare('INSERT INTO ids (v) VALUES (?), (?)');
    foreach ([[1, 2], [3, 4]] as $values) {
        $insert->execute($values);
        yield show([$link->lastInsertId(), $insert->rowCount()]);
    }
    foreach (['UPDATE ids SET v = ? WHERE v <> 3' => 3, 'DELETE FROM ids WHERE v = ?' => 3] as $sql => $value) {
        $statement = $link->prepare($sql);
        $statement->execute([$value]);
        yield show($statement->rowCount());
    }
});

both_ways('Every row of a procedure with several results', function (array $options) {
    $link = open($options, "CREATE OR REPLACE PROCEDURE p(IN a INT, OUT b INT) BEGIN SELECT a, 'x'; SET b = a * 2; SELECT seq FROM seq_1_to_3; END");
    $call = $link->prepare('CALL p(?, @b)');
    $call->execute([5]);
    do {
        if ($call->columnCount() > 0) {
            yield from show_rows($call->fetchAll(PDO::FETCH_NUM));
        }
    } while ($call->nextRowset());
    yield from rows($link, 'SELECT @b');
});

both_ways('A result that is closed early', function (array $options) {
    $link = open($options + [PDO::MYSQL_ATTR_USE_BUFFERED_QUERY => false]);
    $statement = $link->prepare('SELECT seq, REPEAT("x", 500) FROM seq_1_to_20000 WHERE seq > ?');
    $statement->execute([1]);
    yield show($statement->fetch(PDO::FETCH_NUM)[0]);
    $statement->closeCursor();
    yield from rows($link, 'SELECT "after"');
});

both_ways('An unbuffered result row by row', function (array $options) {
    $link = open($options + [PDO::MYSQL_ATTR_USE_BUFFERED_QUERY => false]);
    $statement = $link->prepare('SELECT seq, MD5(seq) FROM seq_1_to_50000 WHERE seq > ?');
    $statement->execute([10]);
    for ($hash = hash_init('sha256'), $rows = 0; $row = $statement->fetch(PDO::FETCH_NUM); $rows++) {
        hash_update($hash, implode('|', $row));
    }
    yield show([$rows, hash_final($hash)]);
});

both_ways('Errors with SQLSTATE, number and text', function (array $options) {
    $link = open($options, 'CREATE OR REPLACE TABLE er (id INT PRIMARY KEY, v VARCHAR(3) NOT NULL)', 'INSERT INTO er VALUES (1, "a")');
    foreach (['SELEC ?' => 1, 'SELECT ? FROM nosuch' => 1, 'INSERT INTO er VALUES (?, "b")' => 1, 'INSERT INTO er VALUES (2, ?)' => 'long', 'INSERT INTO er VALUES (3, IF(?, NULL, NULL))' => 1,
        'SELECT (SELECT seq FROM seq_1_to_2 WHERE seq < ?)' => 9, 'CALL nosuch(?)' => 1, 'SIGNAL SQLSTATE "45678" SET MESSAGE_TEXT = "ü"' => null] as $sql => $value) {
        yield "$sql: " . failure(fn () => rows($link, $sql, $value === null ? [] : [$value]));
    }
    yield from rows($link, 'SELECT * FROM er WHERE id = ?', [1]);
});

both_ways('A thousand parameters', function (array $options) {
    $values = range(1, 1000);
    $statement = open($options)->prepare('SELECT ' . implode(', ', array_fill(0, 1000, '?')));
    $statement->execute($values);
    $row = $statement->fetch(PDO::FETCH_NUM);
    return [show(count($row)), show(array_sum($row))];
});

both_ways('Warnings after a statement', function (array $options) {
    $link = open($options);
    rows($link, 'SELECT ? + 1, 1 / 0', ['abc']);
    yield from rows($link, 'SHOW WARNINGS');
});

/** The text of an error that the driver finds by itself. */
function failure_text(callable $action): string
{
    try {
        $action();
        return 'no error';
    } catch (PDOException | ValueError $error) {
        return $error->getMessage();
    }
}
