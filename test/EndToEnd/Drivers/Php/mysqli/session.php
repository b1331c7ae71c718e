<?php
// What belongs to the session: variables, character sets, the schema, reset, change of user.

declare(strict_types=1);

a_case('User variables and session variables stay', function () {
    $link = open("SET @a = 'ü', @b = 1.50", "SET SESSION group_concat_max_len = 10, time_zone = '+05:30', timestamp = 1700000000");
    yield from rows($link, 'SELECT @a, @b, @c, @@group_concat_max_len, NOW()');
    yield from prepared_rows($link, 'SELECT @a, @b, @c, @@group_concat_max_len, NOW(), ?', ['x']);
});

a_case('Temporary tables belong to one connection', function () {
    $a = open('CREATE TEMPORARY TABLE temporary (a INT)', 'INSERT INTO temporary VALUES (1)');
    yield from rows($a, 'SELECT * FROM temporary');
    yield from prepared_rows($a, 'SELECT * FROM temporary WHERE a = ?', [1]);
    $b = open('DO 1');
    yield failure(fn () => $b->query('SELECT * FROM temporary'));
});

foreach (['latin1', 'gbk', 'sjis', 'utf8', 'cp1251', 'big5'] as $charset) {
    a_case("The character set $charset by set_charset", function () use ($charset) {
        $link = open();
        yield from rows($link, "SELECT HEX('é日')");
        $link->set_charset($charset);
        $info = $link->get_charset();
        yield show([$link->character_set_name(), $info->charset, $info->collation, $info->min_length, $info->max_length]);
        yield from rows($link, 'SELECT @@character_set_client, @@character_set_connection, @@character_set_results, @@collation_connection');
        yield from rows($link, "SELECT CONVERT(x'c3a9e697a5e8a1a8' USING utf8mb4), HEX('a\xc8\xe5')");
        yield from prepared_rows($link, 'SELECT HEX(?), ?', ["\xc8\xe5", "\xc8\xe5"]);
        yield show($link->real_escape_string("a'\xc8\x5c\"\n"));
    });
}

a_case('SET NAMES with a collation', function () {
    $link = open('SET NAMES latin1 COLLATE latin1_german1_ci');
    yield from rows($link, "SELECT @@collation_connection, 'ue' = 'u', HEX('\xfc')");
    $link->query('SET NAMES utf8mb4');
    yield from rows($link, "SELECT @@collation_connection, HEX('ü')");
});

a_case('An unknown character set is refused', function () {
    $link = open();
    yield failure(fn () => $link->set_charset('nosuch'));
    yield from rows($link, 'SELECT @@character_set_client');
});

a_case('The own schema is selected again', function () {
    $link = open();
    yield show($link->select_db(env('DB_NAME')));
    yield from rows($link, 'SELECT DATABASE()');
});

a_case('Another schema is selected and used', function () {
    $link = open('CREATE OR REPLACE TABLE here (a INT)');
    $link->select_db(env('DB_OTHER_NAME'));
    yield from rows($link, 'SELECT DATABASE(), name FROM place');
    yield from prepared_rows($link, 'SELECT name FROM place WHERE name <> ?', ['']);
    $link->query('USE ' . env('DB_NAME'));
    yield from rows($link, 'SELECT DATABASE(), COUNT(*) FROM here');
});

a_case('An unknown schema is refused and the old one stays', function () {
    $link = open();
    try {
        $link->select_db('no_such_schema');
        yield 'selected';
    } catch (mysqli_sql_exception) {
        yield 'refused';
    }
    yield from rows($link, 'SELECT DATABASE()');
});

a_case('A change to another user and schema', function () {
    $link = open('SET @a = 1', 'CREATE TEMPORARY TABLE gone (a INT)');
    $link->change_user(env('DB_OTHER_USER'), env('DB_OTHER_PASSWORD'), env('DB_OTHER_NAME'));
    yield from rows($link, 'SELECT CURRENT_USER(), DATABASE(), @a, name FROM place');
    yield failure(fn () => $link->query('SELECT * FROM gone'));
    yield from prepared_rows($link, 'SELECT name, ? FROM place', ['prepared']);
});

a_case('A change to the same user resets the session', function () {
    $link = open('SET @a = 1, SESSION sort_buffer_size = 100000', 'CREATE OR REPLACE TABLE cu (a INT)');
    $link->begin_transaction();
    $link->query('INSERT INTO cu VALUES (1)');
    $link->change_user(env('DB_USER'), env('DB_PASSWORD'), env('DB_NAME'));
    yield from rows($link, 'SELECT @a, @@in_transaction, @@sort_buffer_size <> 100000, DATABASE()');
    $link->query('INSERT INTO cu VALUES (2)');
    yield from rows($link, 'SELECT * FROM cu');
});

a_case('A change of user with a wrong password is refused', function () {
    $link = open();
    try {
        $link->change_user(env('DB_USER'), 'wrong', env('DB_NAME'));
        yield 'changed';
    } catch (mysqli_sql_exception) {
        yield 'refused';
    }
});

a_case('Statements from before a change of user are gone', function () {
    $link = open();
    $statement = $link->prepare('SELECT ?');
    $link->change_user(env('DB_USER'), env('DB_PASSWORD'), env('DB_NAME'));
    yield failure_number(fn () => $statement->execute(['x']));
    yield from prepared_rows($link, 'SELECT ?', ['new']);
});

a_case('The connection id is that of the server function', function () {
    $link = open();
    yield show($link->thread_id === (int) $link->query('SELECT CONNECTION_ID()')->fetch_row()[0]);
});

a_case('Ping, statistics, and what the greeting said', function () {
    $link = open();
    yield show($link->ping());
    yield show(preg_match('/^Uptime: \d+  Threads: \d+  Questions: \d+  Slow queries: \d+ /', $link->stat()));
    yield show([$link->server_info === $link->query('SELECT VERSION()')->fetch_row()[0], $link->server_version > 100000, $link->protocol_version]);
});

a_case('Counts and texts of the last statement', function () {
    $link = open('CREATE OR REPLACE TABLE counts (id INT PRIMARY KEY AUTO_INCREMENT, v INT)');
    foreach (['INSERT INTO counts (v) VALUES (1), (2), (2)', 'UPDATE counts SET v = 2', 'UPDATE counts SET v = 2', 'DELETE FROM counts WHERE v = 9',
        'ALTER TABLE counts ADD w INT', 'SELECT * FROM counts', 'INSERT INTO counts VALUES (100, 1, 1)'] as $sql) {
        $link->query($sql);
        yield "$sql: " . show([$link->affected_rows, $link->insert_id, $link->info, $link->field_count, $link->warning_count]);
    }
    yield from rows($link, 'SELECT ROW_COUNT(), LAST_INSERT_ID()');
});

a_case('Warnings are listed with number and text', function () {
    $link = open('SET sql_mode = ""', 'CREATE OR REPLACE TABLE warn (a TINYINT NOT NULL, d DATE)');
    $link->query("INSERT INTO warn VALUES (1000, 'x'), (NULL, '2024-02-30')");
    yield show($link->warning_count);
    for ($warning = $link->get_warnings(), $more = $warning !== false; $more; $more = $warning->next()) {
        yield show([$warning->errno, $warning->sqlstate, $warning->message]);
    }
    $statement = $link->prepare('SELECT ? + 1, 1 / 0');
    $statement->execute(['abc']);
    $statement->get_result();
    yield show($link->warning_count);
    yield from rows($link, 'SHOW WARNINGS');
});

a_case('Modes of the session change how a statement is read', function () {
    $link = open("SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT'");
    yield from rows($link, "SELECT 'a' || 'b' AS \"x y\"");
    yield from prepared_rows($link, "SELECT ? || 'b' AS \"x y\"", ['a']);
    $link->query("SET sql_mode = 'NO_BACKSLASH_ESCAPES'");
    yield from rows($link, "SELECT 'a\\', LENGTH('\\')");
});
