<?php
// Values around and above the 16 MB at which the protocol splits a packet, in both directions.

declare(strict_types=1);

/** The payload of a packet that is followed by another one. */
const SPLIT = 0xffffff;

foreach ([SPLIT - 1, SPLIT, SPLIT + 1] as $payload) {
    a_case("A statement whose packet has $payload bytes", function () use ($payload) {
        $head = "SELECT LENGTH(v), MD5(v) FROM (SELECT '";
        $tail = "' AS v) AS t";
        // The command's own byte belongs to the payload.
        $value = str_repeat('a', $payload - 1 - strlen($head . $tail));
        return rows(open(), $head . $value . $tail);
    });
}

foreach ([SPLIT - 20, SPLIT - 5, SPLIT - 4, SPLIT, SPLIT + 1, 2 * SPLIT] as $length) {
    a_case("A value of $length bytes comes back in both protocols", function () use ($length) {
        $link = open();
        yield from rows($link, "SELECT REPEAT('r', $length), 'end'");
        yield from prepared_rows($link, "SELECT REPEAT('r', ?), 'end'", [$length], 'i');
    });
}

a_case('A parameter of 16 MB and one byte', function () {
    return prepared_rows(open(), 'SELECT LENGTH(?), MD5(?)', [$value = str_repeat('p', SPLIT + 1), $value]);
});

a_case('40 MB to the server and back', function () {
    $link = open('CREATE OR REPLACE TABLE l (v LONGBLOB)');
    $value = str_repeat(fixed_bytes(1000), 40_000);
    $link->execute_query('INSERT INTO l VALUES (?)', [$value]);
    yield show($link->affected_rows);
    yield from rows($link, 'SELECT LENGTH(v), MD5(v) FROM l');
    yield show($link->query('SELECT v FROM l')->fetch_row()[0] === $value);
    yield show($link->execute_query('SELECT v FROM l')->fetch_row()[0] === $value);
});

a_case('Long data sent in pieces', function () {
    $link = open('CREATE OR REPLACE TABLE ld (id INT, v LONGBLOB, w LONGTEXT)');
    $statement = $link->prepare('INSERT INTO ld VALUES (?, ?, ?)');
    $id = 1;
    $null = null;
    $statement->bind_param('ibs', $id, $null, $text);
    $text = 'beside it';
    foreach (['', 'ab', str_repeat('c', 1_000_000), "\0\xff"] as $piece) {
        $statement->send_long_data(1, $piece);
    }
    $statement->execute();
    return rows($link, 'SELECT id, LENGTH(v), MD5(v), w FROM ld');
});

a_case('Long data of 20 MB in pieces of 1 MB for two parameters in turn', function () {
    $link = open();
    $statement = $link->prepare('SELECT LENGTH(?), MD5(?)');
    $a = $b = null;
    $statement->bind_param('bb', $a, $b);
    for ($piece = 0; $piece < 20; $piece++) {
        $statement->send_long_data(0, str_repeat(chr(65 + $piece), 1 << 20));
        $statement->send_long_data(1, str_repeat(chr(97 + $piece), 1 << 20));
    }
    $statement->execute();
    return show_rows($statement->get_result()->fetch_all());
});

a_case('Long data dropped by a reset', function () {
    $link = open();
    $statement = $link->prepare('SELECT LENGTH(?)');
    $value = null;
    $statement->bind_param('b', $value);
    $statement->send_long_data(0, 'dropped');
    $statement->reset();
    $statement->send_long_data(0, 'kept');
    $statement->execute();
    return show_rows($statement->get_result()->fetch_all());
});

a_case('Long data is sent anew for each execution', function () {
    $link = open();
    $statement = $link->prepare('SELECT LENGTH(?), ?');
    $value = null;
    $n = 1;
    $statement->bind_param('bi', $value, $n);
    foreach ([3, 70000] as $length) {
        $statement->send_long_data(0, str_repeat('z', $length));
        $statement->execute();
        yield from show_rows($statement->get_result()->fetch_all());
        $n++;
    }
});

a_case('Long rows one after another without buffering', function () {
    $link = open();
    $result = $link->query("SELECT seq, REPEAT(CHAR(64 + seq), 1000000 + seq) FROM seq_1_to_20", MYSQLI_USE_RESULT);
    while ($row = $result->fetch_row()) {
        yield show($row);
    }
});
