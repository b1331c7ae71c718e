<?php
// Prepared statements, fetch modes, several results, metadata.

declare(strict_types=1);

a_case('A hundred statements open at once', function () {
    $link = open();
    $statements = array_map(fn ($n) => $link->prepare("SELECT $n * ?"), range(0, 99));
    $sum = 0;
    foreach (array_reverse($statements, true) as $statement) {
        $statement->execute([2]);
        $sum += $statement->fetchColumn();
    }
    return [show($sum)];
});

a_case('Statements prepared and dropped 500 times', function () {
    $link = open();
    for ($n = $sum = 0; $n < 500; $n++) {
        $statement = $link->prepare("SELECT $n + ?");
        $statement->execute([1]);
        $sum += $statement->fetchColumn();
    }
    return [show($sum)];
});

a_case('Variables bound by reference', function () {
    $link = open(NATIVE, 'CREATE OR REPLACE TABLE refs (id INT, v VARCHAR(9))');
    $insert = $link->prepare('INSERT INTO refs VALUES (:id, :v)');
    $insert->bindParam('id', $id, PDO::PARAM_INT);
    $insert->bindParam('v', $text);
    foreach ([1 => 'a', 2 => 'ü', 3 => null] as $id => $text) {
        $insert->execute();
    }
    yield from rows($link, 'SELECT * FROM refs ORDER BY id');
    $select = $link->query('SELECT id, v FROM refs ORDER BY id');
    $select->bindColumn(1, $first, PDO::PARAM_INT);
    $select->bindColumn('v', $second);
    while ($select->fetch(PDO::FETCH_BOUND)) {
        yield show([$first, $second]);
    }
});

a_case('Fetch modes of the driver', function () {
    $link = open(NATIVE, 'CREATE OR REPLACE TABLE modes (id INT, g CHAR(1), v INT)', "INSERT INTO modes VALUES (1, 'a', 10), (2, 'a', 20), (3, 'b', 30)");
    foreach ([PDO::FETCH_ASSOC, PDO::FETCH_BOTH, PDO::FETCH_OBJ, PDO::FETCH_COLUMN, PDO::FETCH_NAMED, PDO::FETCH_UNIQUE, PDO::FETCH_GROUP] as $mode) {
        yield show($link->query('SELECT id, g, v FROM modes ORDER BY id')->fetchAll($mode));
    }
    yield show($link->query('SELECT id, g FROM modes ORDER BY id')->fetchAll(PDO::FETCH_KEY_PAIR));
});

a_case('A stream as a parameter', function () {
    $link = open(NATIVE, 'CREATE OR REPLACE TABLE streams (v LONGBLOB)');
    $stream = fopen(file_with(fixed_bytes(3_000_000)), 'rb');
    $insert = $link->prepare('INSERT INTO streams VALUES (?)');
    $insert->bindParam(1, $stream, PDO::PARAM_LOB);
    $insert->execute();
    return rows($link, 'SELECT LENGTH(v), MD5(v) FROM streams');
});

a_case('Metadata of the columns', function () {
    $link = open(NATIVE, "CREATE OR REPLACE TABLE meta (id INT UNSIGNED PRIMARY KEY AUTO_INCREMENT, v VARCHAR(20) NOT NULL, d DECIMAL(9,2), t DATETIME(3), b LONGBLOB, e ENUM('x'), j JSON, g POINT)");
    $statement = $link->prepare('SELECT m.*, m.id + 1 AS next FROM meta m');
    $statement->execute();
    for ($n = 0; $n < $statement->columnCount(); $n++) {
        yield show($statement->getColumnMeta($n));
    }
});

a_case('Statements sent together', function () {
    $link = open(EMULATED);
    $statement = $link->query("SELECT 1; SET @a = 5; SELECT @a, 'ü'; SELECT seq FROM seq_1_to_3");
    do {
        yield $statement->columnCount() > 0 ? implode('; ', show_rows($statement->fetchAll(PDO::FETCH_NUM))) : 'no rows';
    } while ($statement->nextRowset());
});

a_case('An error in the second of the statements sent together', function () {
    $link = open(EMULATED, 'CREATE OR REPLACE TABLE second (a INT)');
    $statement = $link->query('SELECT 1; SELECT * FROM nosuch; INSERT INTO second VALUES (1)');
    yield show($statement->fetchAll(PDO::FETCH_NUM));
    yield failure(fn () => $statement->nextRowset());
    $statement = null;
    yield from rows($link, 'SELECT COUNT(*) FROM second');
});

a_case('Statements sent together are refused where the login does not allow them', function () {
    $link = open(EMULATED + [PDO::MYSQL_ATTR_MULTI_STATEMENTS => false]);
    yield failure(fn () => $link->query('SELECT 1; SELECT 2'));
    yield from rows($link, 'SELECT 3');
});

a_case('Statements sent together cannot be prepared by the server', function () {
    $link = open();
    yield failure(fn () => $link->prepare('SELECT 1; SELECT 2')->execute());
    yield from rows($link, 'SELECT 3');
});

a_case('Numbers as strings where the driver is told so', function () {
    return rows(open(NATIVE + [PDO::ATTR_STRINGIFY_FETCHES => true]), 'SELECT 1, 2.5e0, NULL, ?', [7]);
});

a_case('Rows returned by a write', function () {
    $link = open(NATIVE, 'CREATE OR REPLACE TABLE ret (id INT PRIMARY KEY AUTO_INCREMENT, v INT)');
    yield from rows($link, 'INSERT INTO ret (v) VALUES (?), (?) RETURNING id, v', [5, 6]);
    yield from rows($link, 'DELETE FROM ret WHERE v = ? RETURNING *', [5]);
});

a_case('A table that changes under a prepared statement', function () {
    $link = open(NATIVE, 'CREATE OR REPLACE TABLE alt (a INT)', 'INSERT INTO alt VALUES (1)');
    $statement = $link->prepare('SELECT * FROM alt');
    $statement->execute();
    yield show($statement->fetchAll(PDO::FETCH_NUM));
    $link->exec('ALTER TABLE alt MODIFY a VARCHAR(9)');
    $link->exec('INSERT INTO alt VALUES ("text")');
    $statement->execute();
    yield show($statement->fetchAll(PDO::FETCH_NUM));
});

a_case('Exec gives the number of rows', function () {
    $link = open();
    foreach (['CREATE OR REPLACE TABLE ex (a INT)', 'INSERT INTO ex VALUES (1), (2), (3)', 'UPDATE ex SET a = 1', 'DELETE FROM ex', 'SET @x = 1'] as $sql) {
        yield "$sql: " . show($link->exec($sql));
    }
});
