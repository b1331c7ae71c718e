<?php
// Results: text and binary, stored and unbuffered, their columns.

declare(strict_types=1);

const SIX_ROWS = ['CREATE OR REPLACE TABLE six (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL, n DECIMAL(8,3), KEY (name))',
    "INSERT INTO six VALUES (1, 'eins', 1.5), (2, 'zwei', NULL), (3, '', -0.001), (4, 'ü', 0), (5, '日本', 99999.999), (6, 'x', 6)"];

a_case('Text results come as strings', function () {
    return rows(open(), "SELECT 1, 'zwei', NULL, 3.50, 1e3, DATE'2024-02-29', x'00ff'");
});

a_case('Text results come as numbers where the driver is told so', function () {
    $link = open_with(fn ($link) => $link->options(MYSQLI_OPT_INT_AND_FLOAT_NATIVE, 1));
    return rows($link, 'SELECT 1, -2, 18446744073709551615, 1e3, 3.50');
});

a_case('A result as rows, columns and objects', function () {
    $link = open(...SIX_ROWS);
    $result = $link->query('SELECT id, name FROM six ORDER BY id');
    yield show($result->num_rows);
    yield show($result->fetch_assoc());
    yield show($result->fetch_row());
    yield show($result->fetch_object());
    $result->data_seek(5);
    yield show($result->fetch_array());
    yield show($result->fetch_row());
    $result->data_seek(0);
    yield show($result->fetch_column(1));
});

a_case('Columns of a table in a text result', fn () => columns(open(...SIX_ROWS)->query('SELECT s.*, s.id + 1 AS next FROM six AS s')));

a_case('Columns of every type in a prepared result', function () {
    $link = open("CREATE OR REPLACE TABLE types (a TINYINT UNSIGNED, b BIGINT, c DECIMAL(9,2), d DOUBLE, e DATE, f DATETIME(6), g TIME(3), h YEAR, i CHAR(3), j VARBINARY(9), k TEXT, l LONGBLOB, m ENUM('x'), n SET('y'), o BIT(9), p JSON, q POINT)");
    $statement = $link->prepare('SELECT * FROM types');
    $lines = columns($statement->result_metadata());
    $statement->execute();
    return [...$lines, 'after execute', ...columns($statement->get_result())];
});

a_case('An unbuffered text result is read row by row', function () {
    $link = open(...SIX_ROWS);
    $result = $link->query('SELECT * FROM six ORDER BY id', MYSQLI_USE_RESULT);
    while ($row = $result->fetch_row()) {
        yield show($row);
    }
    yield show($result->num_rows);
});

a_case('An unbuffered result that is freed early leaves a usable connection', function () {
    $link = open();
    $result = $link->query('SELECT seq, REPEAT("x", 1000) FROM seq_1_to_20000', MYSQLI_USE_RESULT);
    yield show($result->fetch_row()[0]);
    $result->free();
    yield from rows($link, 'SELECT "after"');
});

a_case('A statement in the middle of an unbuffered result is refused by the driver', function () {
    $link = open();
    $result = $link->query('SELECT seq FROM seq_1_to_1000', MYSQLI_USE_RESULT);
    $result->fetch_row();
    yield failure(fn () => $link->query('SELECT 1'));
    $result->free();
    yield from rows($link, 'SELECT 2');
});

a_case('An unbuffered prepared result into bound variables', function () {
    $link = open(...SIX_ROWS);
    $statement = $link->prepare('SELECT id, name, n FROM six WHERE id > ? ORDER BY id');
    $from = 2;
    $statement->bind_param('i', $from);
    $statement->execute();
    $statement->bind_result($id, $name, $n);
    while ($statement->fetch()) {
        yield show([$id, $name, $n]);
    }
});

a_case('A prepared result ended early by free_result', function () {
    $link = open();
    $statement = $link->prepare('SELECT seq FROM seq_1_to_50000');
    $statement->execute();
    $statement->bind_result($n);
    $statement->fetch();
    yield show($n);
    $statement->free_result();
    yield from prepared_rows($link, 'SELECT ?', ['after']);
    $statement->execute();
    $statement->fetch();
    yield show($n);
});

a_case('A stored prepared result can be sought in', function () {
    $link = open(...SIX_ROWS);
    $statement = $link->prepare('SELECT id, name FROM six ORDER BY id');
    $statement->execute();
    $statement->store_result();
    $statement->bind_result($id, $name);
    yield show([$statement->num_rows, $statement->field_count]);
    $statement->data_seek(4);
    $statement->fetch();
    yield show([$id, $name]);
});

a_case('A hundred thousand rows in both protocols', function () {
    $link = open();
    $sql = 'SELECT seq, MD5(seq), seq / 7 FROM seq_1_to_100000';
    yield show(hash('sha256', json_encode($link->query($sql)->fetch_all())));
    yield show(hash('sha256', json_encode($link->execute_query($sql)->fetch_all())));
});

a_case('A result of 1000 columns in both protocols', function () {
    $link = open();
    $sql = 'SELECT ' . implode(', ', range(1, 1000));
    $result = $link->query($sql);
    yield show([$result->field_count, array_sum($result->fetch_row())]);
    $result = $link->execute_query($sql);
    yield show([$result->field_count, array_sum($result->fetch_row())]);
});

a_case('An empty result still has its columns', function () {
    $link = open(...SIX_ROWS);
    $result = $link->execute_query('SELECT id, name FROM six WHERE id > 100');
    yield show([$result->num_rows, $result->field_count, $result->fetch_row()]);
    yield from columns($result);
});

a_case('A query that runs in the background is polled for', function () {
    $link = open(...SIX_ROWS);
    $link->query('SELECT COUNT(*), SLEEP(0.05) FROM six', MYSQLI_ASYNC);
    wait_until(function () use ($link) {
        $read = $error = $reject = [$link];
        return mysqli_poll($read, $error, $reject, 0, 10_000) > 0;
    }, 'the answer');
    yield from show_rows($link->reap_async_query()->fetch_all());
    yield from rows($link, 'SELECT "after"');
});
