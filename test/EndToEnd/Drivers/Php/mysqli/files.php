<?php
// LOAD DATA LOCAL INFILE.

declare(strict_types=1);

/** Loads $content into the new table loaded. */
function load(mysqli $link, string $content, string $how = ''): array
{
    $link->query('CREATE OR REPLACE TABLE loaded (id INT PRIMARY KEY, v VARCHAR(200))');
    $link->query("LOAD DATA LOCAL INFILE '" . $link->real_escape_string(file_with($content)) . "' INTO TABLE loaded $how");
    return [show([$link->affected_rows, $link->info, $link->warning_count]),
        ...rows($link, 'SELECT COUNT(*), SUM(id), SUM(LENGTH(v)), MIN(v), MAX(v) FROM loaded')];
}

function open_for_files(): mysqli
{
    return open_with(fn ($link) => $link->options(MYSQLI_OPT_LOCAL_INFILE, true));
}

a_case('A local file is loaded', function () {
    return load(open_for_files(), "1\teins\n2\tzwei ü\n3\t\\N\n");
});

a_case('An empty local file is loaded', function () {
    $link = open_for_files();
    return [...load($link, ''), ...rows($link, 'SELECT "after"')];
});

a_case('A local file of 20 MB is loaded', function () {
    $content = '';
    for ($id = 1; $id <= 100_000; $id++) {
        $content .= "$id," . str_repeat(chr(97 + $id % 26), 190) . "\n";
    }
    return load(open_for_files(), $content, "FIELDS TERMINATED BY ','");
});

a_case('A local file with bad lines gives warnings', function () {
    $link = open_for_files();
    $link->query("SET sql_mode = ''");
    yield from load($link, "1\ta\nx\tb\n1\tdouble\n4\tc\ttoo many\n5\n");
    yield from rows($link, 'SELECT * FROM loaded ORDER BY id');
});

a_case('A local file that does not exist', function () {
    $link = open_for_files();
    $link->query('CREATE OR REPLACE TABLE loaded (id INT PRIMARY KEY, v VARCHAR(200))');
    yield failure_number(fn () => @$link->query("LOAD DATA LOCAL INFILE '/nosuch/file' INTO TABLE loaded"));
    yield from rows($link, 'SELECT COUNT(*) FROM loaded');
});

a_case('A local file for a table that does not exist', function () {
    $link = open_for_files();
    yield failure(fn () => $link->query("LOAD DATA LOCAL INFILE '" . file_with("1\n") . "' INTO TABLE nosuch"));
    yield from rows($link, 'SELECT "after"');
});
