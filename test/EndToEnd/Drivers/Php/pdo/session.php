<?php
// What belongs to the session.

declare(strict_types=1);

a_case('Variables stay', function () {
    $link = open(NATIVE, "SET @a = 'ü'", "SET time_zone = '-03:00', timestamp = 1700000000");
    return rows($link, 'SELECT @a, NOW(), ?', ['x']);
});

a_case('Temporary tables stay', function () {
    $link = open(NATIVE, 'CREATE TEMPORARY TABLE tmp (a INT)', 'INSERT INTO tmp VALUES (1), (2)');
    return rows($link, 'SELECT * FROM tmp WHERE a > ?', [0]);
});

foreach (['latin1', 'gbk', 'sjis', 'utf8mb4'] as $charset) {
    a_case("The character set $charset in the data source", function () use ($charset) {
        foreach ([NATIVE, EMULATED] as $options) {
            $link = new PDO(data_source($charset), env('DB_USER'), env('DB_PASSWORD'), $options);
            yield from rows($link, 'SELECT @@character_set_client, @@collation_connection, HEX(?), ?', ["\xc8\xe5", 'abc']);
            yield show($link->quote("a'\xbf\x27 \\"));
        }
    });
}

a_case('Another schema', function () {
    $link = open(NATIVE, 'CREATE OR REPLACE TABLE here (a INT)', 'USE ' . env('DB_OTHER_NAME'));
    yield from rows($link, 'SELECT DATABASE(), name, ? FROM place', [1]);
    $link->exec('USE ' . env('DB_NAME'));
    yield from rows($link, 'SELECT DATABASE(), COUNT(*), ? FROM here', [1]);
});

a_case('Attributes that come from the server', function () {
    $link = open();
    yield show($link->getAttribute(PDO::ATTR_SERVER_VERSION) === rows_value($link, 'SELECT VERSION()'));
    yield show(preg_match('/^Uptime: \d+  Threads: \d+ /', $link->getAttribute(PDO::ATTR_SERVER_INFO)));
    yield show($link->getAttribute(PDO::ATTR_CONNECTION_STATUS) === env('DB_HOST') . ' via TCP/IP');
});

a_case('Modes of the session change the driver\'s quoting', function () {
    foreach ([NATIVE, EMULATED] as $options) {
        $link = open($options, "SET sql_mode = 'NO_BACKSLASH_ESCAPES'");
        yield show($link->quote("a\\b'c"));
        yield from rows($link, 'SELECT ?', ["a\\b'c"]);
    }
});

a_case('Connections that are kept begin with what was left', function () {
    $kept = fn () => new PDO(data_source('utf8mb4'), env('DB_USER'), env('DB_PASSWORD'), NATIVE + [PDO::ATTR_PERSISTENT => true]);
    $first = $kept();
    $first->exec('SET @kept = 5');
    $id = id($first);
    $first = null;
    $second = $kept();
    yield show(id($second) === $id);
    yield from rows($second, 'SELECT @kept');
});

function rows_value(PDO $link, string $sql): mixed
{
    return $link->query($sql)->fetchColumn();
}
