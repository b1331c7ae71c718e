<?php
// Options of the login: TLS, compression, flags, files, wrong accounts.

declare(strict_types=1);

a_case('TLS with a checked certificate', function () {
    $link = open([PDO::MYSQL_ATTR_SSL_CA => env('DB_TLS_CA'), PDO::MYSQL_ATTR_SSL_VERIFY_SERVER_CERT => true]);
    return rows($link, 'SELECT ?, REPEAT("y", 300000)', ['over TLS']);
});

a_case('Data of 20 MB over TLS', function () {
    $value = str_repeat(fixed_bytes(1000), 20_000);
    $statement = open([PDO::MYSQL_ATTR_SSL_CA => env('DB_TLS_CA')])->prepare('SELECT ?');
    $statement->execute([$value]);
    return [show($statement->fetchColumn() === $value)];
});

a_case('Compression', function () {
    $link = open([PDO::MYSQL_ATTR_COMPRESS => true]);
    return rows($link, 'SELECT ?, REPEAT("y", 300000), ?', ['compressed', fixed_bytes(500_000)]);
});

a_case('Data of 20 MB under compression', function () {
    $value = str_repeat(fixed_bytes(1000), 20_000);
    $statement = open([PDO::MYSQL_ATTR_COMPRESS => true])->prepare('SELECT ?');
    $statement->execute([$value]);
    return [show($statement->fetchColumn() === $value)];
});

a_case('Compression inside TLS', function () {
    return rows(open([PDO::MYSQL_ATTR_COMPRESS => true, PDO::MYSQL_ATTR_SSL_CA => env('DB_TLS_CA')]), 'SELECT ?, LENGTH(?)', ['both', fixed_bytes(100_000)]);
});

a_case('Rows found in place of rows changed', function () {
    foreach ([false, true] as $found) {
        $link = open([PDO::MYSQL_ATTR_FOUND_ROWS => $found], 'CREATE OR REPLACE TABLE found (v INT)', 'INSERT INTO found VALUES (1), (2)');
        yield show($link->exec('UPDATE found SET v = 1'));
        $statement = $link->prepare('UPDATE found SET v = ?');
        $statement->execute([1]);
        yield show($statement->rowCount());
    }
});

a_case('A statement that runs after the login', function () {
    return rows(open([PDO::MYSQL_ATTR_INIT_COMMAND => "SET @init = 'done'"]), 'SELECT @init');
});

a_case('Spaces behind function names', function () {
    return rows(open([PDO::MYSQL_ATTR_IGNORE_SPACE => true]), 'SELECT COUNT (*) FROM seq_1_to_5');
});

a_case('A wrong password and an unknown user', function () {
    foreach ([[env('DB_USER'), 'wrong'], ['nobody', 'x']] as [$user, $password]) {
        try {
            new PDO(data_source('utf8mb4'), $user, $password);
            yield 'connected';
        } catch (PDOException) {
            yield 'refused';
        }
    }
});

a_case('A local file is loaded', function () {
    $link = open([PDO::MYSQL_ATTR_LOCAL_INFILE => true], 'CREATE OR REPLACE TABLE loaded (id INT PRIMARY KEY, v VARCHAR(99))');
    $lines = implode(array_map(fn ($id) => "$id\tvalue ü $id\n", range(1, 50_000)));
    yield show($link->exec('LOAD DATA LOCAL INFILE ' . $link->quote(file_with($lines)) . ' INTO TABLE loaded'));
    yield from rows($link, 'SELECT COUNT(*), SUM(id), MAX(v) FROM loaded');
});

a_case('A local file is refused without the option', function () {
    $link = open([PDO::MYSQL_ATTR_LOCAL_INFILE => false], 'CREATE OR REPLACE TABLE refused (id INT)');
    yield failure_number(fn () => $link->exec('LOAD DATA LOCAL INFILE ' . $link->quote(file_with("1\n")) . ' INTO TABLE refused'));
    yield from rows($link, 'SELECT COUNT(*) FROM refused');
});
