<?php
// Transactions, savepoints, locks.

declare(strict_types=1);

a_case('Commit and rollback by the functions of the driver', function () {
    $link = open('CREATE OR REPLACE TABLE t (a INT)');
    $link->begin_transaction();
    $link->query('INSERT INTO t VALUES (1)');
    $link->commit();
    $link->begin_transaction(MYSQLI_TRANS_START_READ_WRITE, 'named');
    $link->query('INSERT INTO t VALUES (2)');
    yield from rows($link, 'SELECT * FROM t');
    $link->rollback();
    yield from rows($link, 'SELECT * FROM t');
});

a_case('A read-only transaction refuses writes', function () {
    $link = open('CREATE OR REPLACE TABLE t (a INT)');
    $link->begin_transaction(MYSQLI_TRANS_START_READ_ONLY);
    yield failure(fn () => $link->query('INSERT INTO t VALUES (1)'));
    yield failure(fn () => $link->execute_query('INSERT INTO t VALUES (?)', [1]));
    yield from rows($link, 'SELECT COUNT(*) FROM t');
    $link->rollback();
});

a_case('Autocommit switched off and on', function () {
    $link = open('CREATE OR REPLACE TABLE t (a INT)');
    $link->autocommit(false);
    yield from rows($link, 'SELECT @@autocommit');
    $link->query('INSERT INTO t VALUES (1)');
    $link->rollback();
    $link->execute_query('INSERT INTO t VALUES (?)', [2]);
    $link->autocommit(true);
    yield from rows($link, 'SELECT a, @@autocommit FROM t');
});

a_case('Savepoints by the functions of the driver', function () {
    $link = open('CREATE OR REPLACE TABLE t (a INT)');
    $link->begin_transaction();
    foreach (['one', 'two'] as $n => $name) {
        $link->query("INSERT INTO t VALUES ($n)");
        $link->savepoint($name);
    }
    $link->query('INSERT INTO t VALUES (9)');
    $link->query('ROLLBACK TO SAVEPOINT two');
    $link->release_savepoint('one');
    yield failure(fn () => $link->query('ROLLBACK TO SAVEPOINT one'));
    $link->commit();
    yield from rows($link, 'SELECT * FROM t ORDER BY a');
});

a_case('Commit with chain starts the next transaction', function () {
    $link = open('CREATE OR REPLACE TABLE t (a INT)', 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    $link->begin_transaction();
    $link->query('INSERT INTO t VALUES (1)');
    $link->commit(MYSQLI_TRANS_COR_AND_CHAIN);
    $link->query('INSERT INTO t VALUES (2)');
    $link->rollback();
    yield from rows($link, 'SELECT a, @@in_transaction FROM t');
});

a_case('Prepared statements take part in a transaction', function () {
    $link = open('CREATE OR REPLACE TABLE t (a INT PRIMARY KEY)');
    $insert = $link->prepare('INSERT INTO t VALUES (?)');
    $count = $link->prepare('SELECT COUNT(*) FROM t WHERE a > ?');
    foreach (['commit', 'rollback'] as $n => $end) {
        $link->begin_transaction();
        $insert->execute([$n]);
        $count->execute([-1]);
        yield show($count->get_result()->fetch_row());
        $link->$end();
        $count->execute([-1]);
        yield show($count->get_result()->fetch_row());
    }
});

a_case('A row locked by another connection times out', function () {
    $a = open('CREATE OR REPLACE TABLE w (a INT PRIMARY KEY, v INT)', 'INSERT INTO w VALUES (1, 0)');
    $b = open('SET innodb_lock_wait_timeout = 1');
    $a->begin_transaction();
    $a->query('UPDATE w SET v = 1');
    yield failure(fn () => $b->query('UPDATE w SET v = 2'));
    yield failure(fn () => $b->execute_query('UPDATE w SET v = ?', [2]));
    yield failure(fn () => $b->query('SELECT * FROM w FOR UPDATE NOWAIT'));
    $a->rollback();
    $b->query('UPDATE w SET v = 3');
    yield from rows($b, 'SELECT * FROM w');
});

a_case('A deadlock ends one of the two transactions', function () {
    $a = open('CREATE OR REPLACE TABLE dl (a INT PRIMARY KEY, v INT)', 'INSERT INTO dl SELECT seq, 0 FROM seq_1_to_1000');
    $b = open();
    $a->begin_transaction();
    $b->begin_transaction();
    // The transaction that has changed less is the one that the server ends.
    $a->query('UPDATE dl SET v = 1 WHERE a < 500');
    $b->query('UPDATE dl SET v = 2 WHERE a = 1000');
    $b->query('SELECT 1 FROM dl WHERE a = 1000 FOR UPDATE');
    $a->query('UPDATE dl SET v = 3 WHERE a = 1000', MYSQLI_ASYNC);
    wait_until(fn () => $b->query("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'UPDATE dl SET v = 3%'")->fetch_row()[0] === '1', 'the first one waits');
    yield failure(fn () => $b->query('UPDATE dl SET v = 4 WHERE a = 1'));
    $a->reap_async_query();
    $a->commit();
    yield from rows($a, 'SELECT v, COUNT(*) FROM dl GROUP BY v ORDER BY v');
});

a_case('A lost connection rolls its transaction back', function () {
    $a = open('CREATE OR REPLACE TABLE lost (a INT)');
    $b = open();
    $b->begin_transaction();
    $b->query('INSERT INTO lost VALUES (1)');
    $b->close();
    $a->query('INSERT INTO lost VALUES (2)');
    yield from rows($a, 'SELECT * FROM lost FOR UPDATE');
});

a_case('Isolation level of the next transaction only', function () {
    $link = open('CREATE OR REPLACE TABLE iso (a INT)', 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE');
    $link->begin_transaction();
    yield from rows($link, 'SELECT COUNT(*) FROM iso');
    $link->commit();
    yield from rows($link, 'SELECT @@tx_isolation');
});

a_case('Named locks are held by one connection', function () {
    $a = open('DO 1');
    $b = open('DO 1');
    yield from rows($a, "SELECT GET_LOCK('drivers php', 5)");
    yield from rows($b, "SELECT GET_LOCK('drivers php', 0)");
    yield from rows($a, "SELECT RELEASE_LOCK('drivers php')");
    yield from rows($b, "SELECT GET_LOCK('drivers php', 5), RELEASE_LOCK('drivers php')");
});
