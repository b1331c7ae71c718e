<?php
// Values around and above 16 MB.

declare(strict_types=1);

const SPLIT = 0xffffff;

foreach ([SPLIT - 4, SPLIT, SPLIT + 1] as $length) {
    both_ways("A value of $length bytes there and back", function (array $options) use ($length) {
        $value = str_repeat('v', $length);
        $statement = open($options)->prepare('SELECT ?');
        $statement->execute([$value]);
        return [show($statement->fetchColumn() === $value)];
    });
}

both_ways('40 MB into a table and back', function (array $options) {
    $link = open($options, 'CREATE OR REPLACE TABLE large (v LONGBLOB)');
    $value = str_repeat(fixed_bytes(1000), 40_000);
    $link->prepare('INSERT INTO large VALUES (?)')->execute([$value]);
    yield from rows($link, 'SELECT LENGTH(v), MD5(v) FROM large');
    $statement = $link->prepare('SELECT v FROM large');
    $statement->execute();
    yield show($statement->fetchColumn() === $value);
});
