<?php
// Several results of one command: multi-statements and stored procedures, in text and prepared.

declare(strict_types=1);

/** All results that follow, counts included. */
function all_results(mysqli $link): iterable
{
    do {
        if ($result = $link->store_result()) {
            yield from show_rows($result->fetch_all());
        } else {
            yield 'no rows, ' . show([$link->affected_rows, $link->insert_id, $link->warning_count, $link->info]);
        }
    } while ($link->more_results() && $link->next_result());
}

a_case('Statements sent together give their results in order', function () {
    $link = open();
    $link->multi_query("SELECT 1; CREATE OR REPLACE TABLE m (id INT PRIMARY KEY AUTO_INCREMENT, v INT); INSERT INTO m (v) VALUES (5), (6), (7); UPDATE m SET v = v + 1 WHERE v > 5; SELECT * FROM m; SELECT 'last'");
    yield from all_results($link);
});

a_case('An error in the middle of statements sent together ends them', function () {
    $link = open('CREATE OR REPLACE TABLE me (a INT)');
    $link->multi_query('INSERT INTO me VALUES (1); SELECT * FROM nosuch; INSERT INTO me VALUES (2)');
    $link->store_result();
    yield failure(fn () => $link->next_result());
    yield from rows($link, 'SELECT * FROM me');
});

a_case('Several statements in a plain query are refused', function () {
    $link = open();
    yield failure(fn () => $link->query('SELECT 1; SELECT 2'));
    yield from rows($link, 'SELECT 3');
});

a_case('Several statements cannot be prepared together', function () {
    $link = open();
    yield failure(fn () => $link->prepare('SELECT 1; SELECT ?'));
    yield from rows($link, 'SELECT 3');
});

a_case('A hundred statements sent together', function () {
    $link = open();
    $link->multi_query(implode(';', array_map(fn ($n) => "SELECT $n, REPEAT('x', $n * 100)", range(1, 100))));
    $sum = 0;
    do {
        $row = $link->store_result()->fetch_row();
        $sum += (int) $row[0] + strlen($row[1]);
    } while ($link->more_results() && $link->next_result());
    yield show($sum);
});

a_case('Unread results of statements sent together block the next statement', function () {
    $link = open();
    $link->multi_query('SELECT 1; SELECT 2');
    yield failure(fn () => $link->query('SELECT 3'));
    yield from all_results($link);
    yield from rows($link, 'SELECT 4');
});

const PROCEDURE = "CREATE OR REPLACE PROCEDURE p(IN a INT, OUT b INT, INOUT c VARCHAR(20))
    BEGIN SELECT a, a + 1; SET b = a * 2; SELECT c, NULL; SET c = CONCAT(c, '!'); SELECT seq FROM seq_1_to_3; END";

a_case('A procedure called by text gives several results', function () {
    $link = open(PROCEDURE, "SET @c = 'ü'");
    $link->multi_query('CALL p(7, @b, @c)');
    yield from all_results($link);
    yield from rows($link, 'SELECT @b, @c');
});

a_case('A prepared call gives several results in the binary protocol', function () {
    $link = open(PROCEDURE, "SET @c = 'ü'");
    $statement = $link->prepare('CALL p(?, @b, @c)');
    $statement->execute([8]);
    do {
        if ($result = $statement->get_result()) {
            yield from show_rows($result->fetch_all());
        }
    } while ($statement->more_results() && $statement->next_result());
    yield from rows($link, 'SELECT @b, @c');
});

a_case('A prepared call is executed again after its results were read', function () {
    $link = open('CREATE OR REPLACE PROCEDURE two(IN a INT) BEGIN SELECT a; SELECT a * 10, "x"; END');
    $statement = $link->prepare('CALL two(?)');
    foreach ([1, 2] as $n) {
        $statement->execute([$n]);
        do {
            if ($result = $statement->get_result()) {
                yield from show_rows($result->fetch_all());
            }
        } while ($statement->more_results() && $statement->next_result());
    }
});

a_case('Output parameters of a prepared call come as a last row', function () {
    $link = open(PROCEDURE);
    $statement = $link->prepare('CALL p(?, ?, ?)');
    $statement->execute([3, null, 'out']);
    do {
        if ($result = $statement->get_result()) {
            yield from show_rows($result->fetch_all());
        }
    } while ($statement->more_results() && $statement->next_result());
});

a_case('An error inside a procedure comes after its first result', function () {
    $link = open('CREATE OR REPLACE PROCEDURE bad() BEGIN SELECT 1; SELECT * FROM nosuch; SELECT 2; END');
    $link->multi_query('CALL bad()');
    yield from show_rows($link->store_result()->fetch_all());
    yield failure(fn () => $link->next_result());
    $statement = $link->prepare('CALL bad()');
    $statement->execute();
    yield from show_rows($statement->get_result()->fetch_all());
    yield failure(fn () => $statement->next_result());
    yield from rows($link, 'SELECT "after"');
});

a_case('A procedure without results', function () {
    $link = open('CREATE OR REPLACE TABLE np (a INT)', 'CREATE OR REPLACE PROCEDURE np(IN n INT) INSERT INTO np SELECT seq FROM seq_1_to_100 WHERE seq <= n');
    $link->query('CALL np(5)');
    yield show($link->affected_rows);
    $statement = $link->prepare('CALL np(?)');
    $statement->execute([7]);
    yield show($statement->affected_rows);
    yield from rows($link, 'SELECT COUNT(*) FROM np');
});
