<?php
// Ending statements and connections from another connection, and time limits.

declare(strict_types=1);

/**
 * Starts $sql on $link and repeats $kill, as it may come before the statement, until the answer has come; the error. The
 * pause between two kills is long, so that the second one does not come behind the answer and hit the next statement.
 */
function answer_of_killed(mysqli $link, string $sql, callable $kill): string
{
    $link->query($sql, MYSQLI_ASYNC);
    wait_until(function () use ($link, $kill) {
        $kill();
        $read = $error = $reject = [$link];
        return mysqli_poll($read, $error, $reject, 1) > 0;
    }, 'the killed statement answers');
    return failure(fn () => $link->reap_async_query());
}

a_case('KILL QUERY ends a read', function () {
    $link = open();
    $killer = open();
    yield answer_of_killed($link, 'SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b', fn () => $killer->query("KILL QUERY $link->thread_id"));
    yield from rows($link, 'SELECT "still there"');
});

a_case('KILL QUERY ends a write, which leaves nothing', function () {
    $link = open('CREATE OR REPLACE TABLE killed (a BIGINT)');
    $killer = open();
    yield answer_of_killed($link, 'INSERT INTO killed SELECT a.seq FROM seq_1_to_10000 a, seq_1_to_10000 b WHERE a.seq + b.seq > 1', fn () => $killer->query("KILL QUERY $link->thread_id"));
    yield from rows($link, 'SELECT COUNT(*) FROM killed');
});

a_case('KILL QUERY ends SLEEP', function () {
    $link = open();
    $killer = open();
    yield answer_of_killed($link, 'SELECT SLEEP(60), COUNT(*) FROM seq_1_to_3', fn () => $killer->query("KILL QUERY $link->thread_id"));
    yield from rows($link, 'SELECT "still there"');
});

a_case('KILL CONNECTION ends the connection', function () {
    $link = open();
    $killer = open();
    $killer->query("KILL $link->thread_id");
    wait_until(function () use ($link) {
        try {
            $link->query('SELECT 1');
            return false;
        } catch (mysqli_sql_exception) {
            return true;
        }
    }, 'the connection is gone');
    yield from rows($killer, 'SELECT "the other one lives"');
});

a_case('The kill command of the protocol ends a connection', function () {
    $link = open();
    $killer = open();
    yield show($killer->kill($link->thread_id));
    wait_until(function () use ($link) {
        try {
            $link->query('SELECT 1');
            return false;
        } catch (mysqli_sql_exception) {
            return true;
        }
    }, 'the connection is gone');
    yield from rows($killer, 'SELECT "the other one lives"');
});

a_case('An id that nobody has cannot be killed', function () {
    $link = open();
    yield failure(fn () => $link->query('KILL QUERY 4294967295'));
    yield failure(fn () => $link->query('KILL 4294967295'));
});

// By the number, as the text names the manual of who has read the statement.
a_case('KILL without an id is a syntax error', function () {
    $link = open();
    yield failure_number(fn () => $link->query('KILL'));
    yield failure_number(fn () => $link->execute_query('KILL'));
    yield from rows($link, 'SELECT "still there"');
});

a_case('A time limit ends a statement in both protocols', function () {
    $link = open('SET max_statement_time = 0.1');
    $sql = 'SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b';
    yield failure(fn () => $link->query($sql));
    yield failure(fn () => $link->execute_query($sql)->fetch_all());
    yield from rows($link, 'SELECT "after"');
});

a_case('A read timeout of the driver gives up the connection', function () {
    $link = open_with(fn ($link) => $link->options(MYSQLI_OPT_READ_TIMEOUT, 1));
    try {
        @$link->query('SELECT SLEEP(20)');
        yield 'answered';
    } catch (mysqli_sql_exception $error) {
        yield show($error->getCode());
    }
    yield from rows(open(), 'SELECT "a new connection works"');
});
