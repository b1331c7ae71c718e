<?php
// Errors: number, SQLSTATE and message; a connection that goes on after them.

declare(strict_types=1);

/** The number alone, for errors whose text names addresses. */
function failure_number(callable $action): string
{
    return preg_replace('/ \(.*/', '', failure($action));
}

const REFUSED = ['SELEC 1', 'SELECT * FROM nosuch', 'SELECT nosuch FROM er', 'INSERT INTO er VALUES (1, "again")', "INSERT INTO er VALUES (2, 'too long')",
    'INSERT INTO er VALUES (NULL, NULL)', 'INSERT INTO er VALUES (200, "c")', 'SELECT (SELECT seq FROM seq_1_to_2)', 'CREATE TABLE er (a INT)', 'DROP TABLE nosuch',
    'CALL nosuch()', 'SELECT nosuch(1)', 'SET GLOBAL max_connections = 5', 'SET nosuch = 1', 'SELECT 1 FROM mysql.user', "SELECT 'open",
    "SIGNAL SQLSTATE '45678' SET MYSQL_ERRNO = 30001, MESSAGE_TEXT = 'größer 🧿'"];
const ER = ['CREATE OR REPLACE TABLE er (id INT PRIMARY KEY CHECK (id < 100), name VARCHAR(5) NOT NULL)', 'INSERT INTO er VALUES (1, "one")'];

a_case('Errors of text statements', function () {
    $link = open(...ER);
    foreach (REFUSED as $sql) {
        yield "$sql: " . failure(fn () => $link->query($sql));
    }
    yield from rows($link, 'SELECT * FROM er');
});

a_case('Errors of prepared statements, at prepare or at execute', function () {
    $link = open(...ER);
    foreach (REFUSED as $sql) {
        try {
            $statement = $link->prepare($sql);
            yield "$sql: execute: " . failure(fn () => $statement->execute() && $statement->get_result()->fetch_all());
        } catch (mysqli_sql_exception $error) {
            yield "$sql: prepare: error {$error->getCode()} ({$error->getSqlState()}) {$error->getMessage()}";
        }
    }
    yield from prepared_rows($link, 'SELECT * FROM er WHERE id = ?', [1]);
});

a_case('Errors that depend on a parameter, and the same statement after them', function () {
    $link = open(...ER);
    $statement = $link->prepare('INSERT INTO er VALUES (?, ?)');
    foreach ([[1, 'dup'], [2, 'far too long'], [500, 'c'], [null, 'x'], [3, null], [4, 'good'], ['x', 'bad']] as $row) {
        try {
            $statement->execute($row);
            yield show($statement->affected_rows);
        } catch (mysqli_sql_exception $error) {
            yield "error {$error->getCode()} ({$error->getSqlState()}) {$error->getMessage()}";
        }
    }
    yield from rows($link, 'SELECT * FROM er ORDER BY id');
});

a_case('A wrong number of parameters', function () {
    $link = open();
    $statement = $link->prepare('SELECT ?, ?');
    foreach ([[1], [1, 2, 3]] as $values) {
        try {
            $statement->execute($values);
            yield 'executed';
        } catch (ValueError | ArgumentCountError $error) {
            yield $error->getMessage();
        }
    }
    $statement->execute([1, 2]);
    yield from show_rows($statement->get_result()->fetch_all());
});

a_case('A statement executed after its close', function () {
    $link = open();
    $statement = $link->prepare('SELECT 1');
    $statement->close();
    try {
        $statement->execute();
        yield 'executed';
    } catch (Error $error) {
        yield $error->getMessage();
    }
    yield from rows($link, 'SELECT 2');
});

a_case('An error in the middle of the rows', function () {
    $link = open('CREATE OR REPLACE TABLE mid (a INT)', 'INSERT INTO mid VALUES (1), (2)');
    $sql = 'SELECT seq, IF(seq < 30000, seq, (SELECT a FROM mid WHERE a < seq)) FROM seq_1_to_60000';
    yield failure(fn () => $link->query($sql)->fetch_all());
    yield failure(fn () => $link->execute_query($sql)->fetch_all());
    yield from rows($link, 'SELECT "after"');
});

a_case('Commands that need more rights are refused', function () {
    $link = open();
    yield show([$link->refresh(MYSQLI_REFRESH_TABLES), $link->errno, $link->sqlstate, $link->error]);
    yield failure(fn () => $link->query('SHUTDOWN'));
    yield from rows($link, 'SELECT "after"');
});

a_case('Errors as return values where exceptions are off', function () {
    $link = open();
    mysqli_report(MYSQLI_REPORT_OFF);
    yield show($link->query('SELECT * FROM nosuch'));
    yield show([$link->errno, $link->sqlstate, $link->error, $link->error_list]);
    yield show($link->prepare('SELEC'));
    yield show([$link->errno, $link->sqlstate]);
    $statement = $link->prepare('SELECT 1 / ?, (SELECT seq FROM seq_1_to_2)');
    yield show($statement->execute(['0']) && $statement->get_result());
    yield show([$statement->errno, $statement->sqlstate, $statement->error]);
    mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
});

a_case('A syntax error quotes the text from where it stopped', function () {
    $link = open();
    yield failure(fn () => $link->query('SELECT 1 FROM WHERE ' . str_repeat('long ', 100)));
    yield failure(fn () => $link->prepare("SELECT ? ? 'ü🧿'"));
});
