<?php
// Prepared statements as such: executed again, many at a time, closed, reset, cursors, counts.

declare(strict_types=1);

a_case('A statement executed again with other types', function () {
    $link = open();
    $statement = $link->prepare('SELECT ?, ? IS NULL');
    foreach ([['ii', 1, 2], ['sd', 'text', 1.5], ['ds', -0.5, null], ['ss', str_repeat('y', 300), '']] as [$types, $first, $second]) {
        $statement->bind_param($types, $first, $second);
        $statement->execute();
        yield from show_rows($statement->get_result()->fetch_all());
    }
});

a_case('A statement executed a thousand times with the same types', function () {
    $link = open('CREATE OR REPLACE TABLE many (id INT PRIMARY KEY, v VARCHAR(20))');
    $statement = $link->prepare('INSERT INTO many VALUES (?, ?)');
    $statement->bind_param('is', $id, $text);
    for ($id = 1; $id <= 1000; $id++) {
        $text = "v$id";
        $statement->execute();
    }
    return prepared_rows($link, 'SELECT COUNT(*), SUM(id), MIN(v), MAX(v) FROM many');
});

a_case('One statement object prepared again with another text', function () {
    $link = open();
    $statement = $link->stmt_init();
    foreach (['SELECT ?, 1', 'SELECT ? + 1', "SELECT CONCAT(?, '!'), NULL"] as $sql) {
        $statement->prepare($sql);
        $statement->execute(['7']);
        yield show([$statement->param_count, $statement->field_count]);
        yield from show_rows($statement->get_result()->fetch_all());
    }
});

a_case('Two hundred statements open at once, used in mixed order', function () {
    $link = open();
    $statements = [];
    for ($n = 0; $n < 200; $n++) {
        $statements[] = $link->prepare("SELECT $n, ?");
    }
    $sum = 0;
    foreach ([...range(199, 0, -2), ...range(0, 198, 2)] as $n) {
        $statements[$n]->execute([$n * 3]);
        [$which, $value] = $statements[$n]->get_result()->fetch_row();
        $sum += $which === $n && (int) $value === $n * 3 ? 1 : 1000;
    }
    yield show($sum);
});

a_case('Statements closed in the middle leave the others usable', function () {
    $link = open();
    [$a, $b, $c] = array_map(fn ($n) => $link->prepare("SELECT $n + ?"), [10, 20, 30]);
    $b->close();
    foreach ([$a, $c] as $statement) {
        $statement->execute([1]);
        yield from show_rows($statement->get_result()->fetch_all());
    }
    $d = $link->prepare('SELECT 40 + ?');
    $d->execute([1]);
    yield from show_rows($d->get_result()->fetch_all());
});

a_case('Statements prepared and closed 500 times', function () {
    $link = open();
    for ($n = 0; $n < 500; $n++) {
        $statement = $link->prepare("SELECT $n, ?");
        $statement->execute(['x']);
        $last = $statement->get_result()->fetch_row();
        $statement->close();
    }
    yield show($last);
});

a_case('A reset statement can be executed again', function () {
    $link = open();
    $statement = $link->prepare('SELECT seq, ? FROM seq_1_to_5');
    $statement->execute(['a']);
    $statement->reset();
    $statement->execute(['b']);
    yield from show_rows($statement->get_result()->fetch_all());
});

a_case('A cursor gives all its rows', function () {
    $link = open('CREATE OR REPLACE TABLE c (id INT PRIMARY KEY)', 'INSERT INTO c SELECT seq FROM seq_1_to_1000');
    $statement = $link->prepare('SELECT id, REPEAT("x", id) FROM c WHERE id > ? ORDER BY id');
    $statement->attr_set(MYSQLI_STMT_ATTR_CURSOR_TYPE, MYSQLI_CURSOR_TYPE_READ_ONLY);
    $from = 10;
    $statement->bind_param('i', $from);
    $statement->execute();
    $statement->bind_result($id, $text);
    for ($rows = $bytes = 0; $statement->fetch(); $rows++) {
        $bytes += strlen($text);
    }
    yield show([$rows, $bytes, $id]);
});

a_case('Another statement runs between the rows of a cursor', function () {
    $link = open('CREATE OR REPLACE TABLE c2 (id INT PRIMARY KEY)', 'INSERT INTO c2 SELECT seq FROM seq_1_to_100');
    $statement = $link->prepare('SELECT id FROM c2 ORDER BY id');
    $statement->attr_set(MYSQLI_STMT_ATTR_CURSOR_TYPE, MYSQLI_CURSOR_TYPE_READ_ONLY);
    $statement->execute();
    $statement->bind_result($id);
    $seen = [];
    while ($statement->fetch()) {
        $seen[] = $id;
        if ($id % 40 === 0) {
            yield from rows($link, "SELECT COUNT(*), $id FROM c2");
            $link->query('DELETE FROM c2 WHERE id > 90');
        }
    }
    yield show(array_sum($seen));
});

a_case('A cursor ended early by a reset and opened again', function () {
    $link = open('CREATE OR REPLACE TABLE c3 (id INT PRIMARY KEY)', 'INSERT INTO c3 SELECT seq FROM seq_1_to_500');
    $statement = $link->prepare('SELECT id FROM c3 ORDER BY id');
    $statement->attr_set(MYSQLI_STMT_ATTR_CURSOR_TYPE, MYSQLI_CURSOR_TYPE_READ_ONLY);
    foreach ([1, 2] as $round) {
        $statement->execute();
        $statement->bind_result($id);
        $statement->fetch();
        $statement->fetch();
        yield show([$round, $id]);
        $statement->free_result();
        $statement->reset();
    }
    yield from rows($link, 'SELECT COUNT(*) FROM c3');
});

a_case('A prepared INSERT gives its id and its affected rows', function () {
    $link = open('CREATE OR REPLACE TABLE ai (id INT PRIMARY KEY AUTO_INCREMENT, v INT UNIQUE)');
    $statement = $link->prepare('INSERT INTO ai (v) VALUES (?), (?)');
    foreach ([[10, 20], [30, 40]] as $pair) {
        $statement->execute($pair);
        yield show([$statement->insert_id, $statement->affected_rows, $link->insert_id, $link->affected_rows]);
    }
    $statement = $link->prepare('INSERT INTO ai (v) VALUES (?) ON DUPLICATE KEY UPDATE v = v + 1, id = LAST_INSERT_ID(id)');
    $statement->execute([10]);
    yield show([$statement->insert_id, $statement->affected_rows]);
    yield from rows($link, 'SELECT LAST_INSERT_ID(), @@last_insert_id');
});

a_case('A prepared UPDATE and DELETE give their affected rows', function () {
    $link = open('CREATE OR REPLACE TABLE ud (id INT PRIMARY KEY, v INT)', 'INSERT INTO ud VALUES (1, 1), (2, 1), (3, 3)');
    foreach (['UPDATE ud SET v = ?' => 1, 'DELETE FROM ud WHERE id < ?' => 3, 'REPLACE INTO ud VALUES (3, ?)' => 9] as $sql => $value) {
        $statement = $link->prepare($sql);
        $statement->execute([$value]);
        yield "$sql: " . show([$statement->affected_rows, $statement->num_rows]);
    }
});

a_case('A prepared INSERT with RETURNING gives rows', function () {
    $link = open('CREATE OR REPLACE TABLE r (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(9))');
    $statement = $link->prepare('INSERT INTO r (v) VALUES (?), (?) RETURNING id, v, ? AS x');
    $statement->execute(['a', 'b', 'c']);
    yield from show_rows($statement->get_result()->fetch_all());
    yield show($statement->affected_rows);
});

a_case('Statements of every kind can be prepared', function () {
    $link = open('CREATE OR REPLACE TABLE k (id INT)');
    foreach (['SET @a = ?' => ['5'], 'SELECT @a' => [], 'SHOW TABLES LIKE "k"' => [], 'CREATE OR REPLACE TABLE k (id INT, v INT)' => [],
        'ALTER TABLE k ADD KEY (v)' => [], 'DESCRIBE k' => [], 'DO SLEEP(?)' => ['0'], 'BEGIN' => [], 'COMMIT' => []] as $sql => $values) {
        $statement = $link->prepare($sql);
        $statement->execute($values);
        $result = $statement->get_result();
        yield $sql . ': ' . ($result ? implode('; ', show_rows($result->fetch_all())) : show($statement->affected_rows));
    }
});

a_case('A table changed between two executions is seen by the statement', function () {
    $link = open('CREATE OR REPLACE TABLE alt (a INT)', 'INSERT INTO alt VALUES (1)');
    $statement = $link->prepare('SELECT * FROM alt');
    $statement->execute();
    yield from show_rows($statement->get_result()->fetch_all());
    $link->query('ALTER TABLE alt ADD b VARCHAR(9) DEFAULT "new"');
    $statement->execute();
    yield from show_rows($statement->get_result()->fetch_all());
});

a_case('PREPARE, EXECUTE and DEALLOCATE by text beside the binary protocol', function () {
    $link = open("PREPARE p FROM 'SELECT ? * 2'", 'SET @v = 21');
    $statement = $link->prepare('SELECT ? * 3');
    yield from rows($link, 'EXECUTE p USING @v');
    $statement->execute(['5']);
    yield from show_rows($statement->get_result()->fetch_all());
    $link->query('DEALLOCATE PREPARE p');
    yield failure(fn () => $link->query('EXECUTE p USING @v'));
});

a_case('One call prepares and executes', function () {
    $result = open()->execute_query('SELECT ?, ?', ['a', 2]);
    return show_rows($result->fetch_all(MYSQLI_ASSOC));
});
