<?php
// Errors in the other two modes of the driver, and errors of its own.

declare(strict_types=1);

a_case('Errors as return values', function () {
    $link = open([PDO::ATTR_ERRMODE => PDO::ERRMODE_SILENT]);
    yield show($link->query('SELECT * FROM nosuch'));
    yield show([$link->errorCode(), $link->errorInfo()]);
    $statement = $link->prepare('SELECT (SELECT seq FROM seq_1_to_2), ?');
    yield show([$statement->execute([1]), $statement->errorInfo()]);
    yield show($link->query('SELECT 1')->fetchColumn());
    yield show($link->errorInfo());
});

a_case('An error in the middle of an unbuffered result', function () {
    $link = open([PDO::MYSQL_ATTR_USE_BUFFERED_QUERY => false], 'CREATE OR REPLACE TABLE mid (a INT)', 'INSERT INTO mid VALUES (1), (2)');
    $statement = $link->query('SELECT seq, IF(seq < 30000, seq, (SELECT a FROM mid WHERE a < seq)) FROM seq_1_to_60000');
    yield failure_number(function () use ($statement) {
        while ($statement->fetch()) {
        }
    });
    $statement = null;
    yield from rows($link, 'SELECT "after"');
});

a_case('A statement while an unbuffered result is open', function () {
    $link = open([PDO::MYSQL_ATTR_USE_BUFFERED_QUERY => false]);
    $statement = $link->query('SELECT seq FROM seq_1_to_1000');
    $statement->fetch();
    yield failure_number(fn () => $link->query('SELECT 1'));
    $statement->closeCursor();
    yield from rows($link, 'SELECT 2');
});

a_case('Too many and too few parameters', function () {
    $link = open();
    foreach ([[], [1], [1, 2, 3]] as $values) {
        yield failure_text(fn () => rows($link, 'SELECT ?, ?', $values));
    }
    yield from rows($link, 'SELECT ?, ?', [1, 2]);
});
