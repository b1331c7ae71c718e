<?php
// Transactions by the functions of the driver.

declare(strict_types=1);

a_case('Commit and rollback', function () {
    $link = open(NATIVE, 'CREATE OR REPLACE TABLE t (a INT)');
    foreach (['commit', 'rollBack'] as $n => $end) {
        $link->beginTransaction();
        $link->prepare('INSERT INTO t VALUES (?)')->execute([$n]);
        yield show($link->inTransaction());
        $link->$end();
        yield show($link->inTransaction());
    }
    yield from rows($link, 'SELECT * FROM t');
});

a_case('The driver sees that a statement has ended the transaction', function () {
    $link = open();
    $link->beginTransaction();
    $link->exec('CREATE OR REPLACE TABLE implicit (a INT)');
    yield show($link->inTransaction());
    $link->exec('START TRANSACTION');
    yield show($link->inTransaction());
    $link->exec('COMMIT');
    yield failure_text(fn () => $link->commit());
});

a_case('Autocommit as an attribute', function () {
    $link = open([PDO::ATTR_AUTOCOMMIT => false], 'CREATE OR REPLACE TABLE auto (a INT)');
    $link->exec('INSERT INTO auto VALUES (1)');
    yield show($link->inTransaction());
    $link->exec('ROLLBACK');
    $link->setAttribute(PDO::ATTR_AUTOCOMMIT, true);
    yield from rows($link, 'SELECT COUNT(*), @@autocommit FROM auto');
});

a_case('A savepoint', function () {
    $link = open(NATIVE, 'CREATE OR REPLACE TABLE sp (a INT)');
    $link->beginTransaction();
    foreach (['INSERT INTO sp VALUES (1)', 'SAVEPOINT s', 'INSERT INTO sp VALUES (2)', 'ROLLBACK TO s'] as $sql) {
        $link->exec($sql);
    }
    $link->commit();
    yield from rows($link, 'SELECT * FROM sp');
});

a_case('A lock that another connection holds', function () {
    $a = open(NATIVE, 'CREATE OR REPLACE TABLE locked (a INT PRIMARY KEY)', 'INSERT INTO locked VALUES (1)');
    $b = open(NATIVE, 'SET innodb_lock_wait_timeout = 1');
    $a->beginTransaction();
    rows($a, 'SELECT * FROM locked WHERE a = ? FOR UPDATE', [1]);
    $b->beginTransaction();
    yield failure(fn () => rows($b, 'SELECT * FROM locked WHERE a = ? FOR UPDATE', [1]));
    $a->commit();
    yield from rows($b, 'SELECT * FROM locked WHERE a = ? FOR UPDATE', [1]);
});
