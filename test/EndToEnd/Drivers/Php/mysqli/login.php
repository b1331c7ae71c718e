<?php
// Options of the login: TLS, compression, flags, wrong accounts.

declare(strict_types=1);

a_case('TLS with a checked certificate', function () {
    $link = open_with(fn ($link) => $link->ssl_set(null, null, env('DB_TLS_CA'), null, null), MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_SSL_VERIFY_SERVER_CERT);
    yield from rows($link, 'SELECT "over TLS", SHA2(REPEAT("x", 100), 256)');
    yield from prepared_rows($link, 'SELECT ?, REPEAT("y", 300000)', ['prepared over TLS']);
});

a_case('TLS without a check of the certificate', function () {
    $link = open_with(fn ($link) => null, MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_SSL_DONT_VERIFY_SERVER_CERT);
    return rows($link, 'SELECT "over TLS"');
});

a_case('20 MB over TLS in both directions', function () {
    $link = open_with(fn ($link) => $link->ssl_set(null, null, env('DB_TLS_CA'), null, null), MYSQLI_CLIENT_SSL);
    $value = str_repeat(fixed_bytes(1000), 20_000);
    $statement = $link->prepare('SELECT ?, LENGTH(?)');
    $statement->execute([$value, $value]);
    [$back, $length] = $statement->get_result()->fetch_row();
    return [show($back === $value), show($length)];
});

a_case('A certificate of another authority is refused', function () {
    // Every key pair made here is unknown to the server's authority.
    $key = openssl_pkey_new();
    openssl_x509_export(openssl_csr_sign(openssl_csr_new(['commonName' => 'nobody'], $key), null, $key, 1), $certificate);
    try {
        @open_with(fn ($link) => $link->ssl_set(null, null, file_with($certificate), null, null), MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_SSL_VERIFY_SERVER_CERT);
        return ['connected'];
    } catch (mysqli_sql_exception) {
        return ['refused'];
    }
});

a_case('A compressed connection', function () {
    $link = open_with(fn ($link) => null, MYSQLI_CLIENT_COMPRESS);
    yield from rows($link, 'SELECT "compressed", REPEAT("z", 1000000)');
    yield from prepared_rows($link, 'SELECT ?, LENGTH(?), ?', ['small', str_repeat('long', 500_000), fixed_bytes(100_000)]);
});

a_case('A compressed connection carries 20 MB both ways', function () {
    $link = open_with(fn ($link) => null, MYSQLI_CLIENT_COMPRESS);
    $value = str_repeat(fixed_bytes(1000), 20_000);
    [$back] = $link->execute_query('SELECT ?', [$value])->fetch_row();
    yield show($back === $value);
    yield show(strlen($link->query("SELECT '" . str_repeat('q', 17_000_000) . "'")->fetch_row()[0]));
});

a_case('Compression inside TLS', function () {
    $link = open_with(fn ($link) => $link->ssl_set(null, null, env('DB_TLS_CA'), null, null), MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_COMPRESS);
    return prepared_rows($link, 'SELECT ?, REPEAT("y", 300000)', ['both']);
});

a_case('Rows found are counted in place of rows changed', function () {
    $setup = ['CREATE OR REPLACE TABLE found (v INT)', 'INSERT INTO found VALUES (1), (1), (2)'];
    foreach ([0, MYSQLI_CLIENT_FOUND_ROWS] as $flags) {
        $link = open_with(fn ($link) => null, $flags, ...$setup);
        $link->query('UPDATE found SET v = 1');
        yield show([$link->affected_rows, $link->info]);
        $statement = $link->prepare('UPDATE found SET v = ?');
        $statement->execute([1]);
        yield show($statement->affected_rows);
    }
});

a_case('Spaces behind function names are ignored where asked for', function () {
    foreach ([0, MYSQLI_CLIENT_IGNORE_SPACE] as $flags) {
        $link = open_with(fn ($link) => null, $flags);
        try {
            yield from rows($link, 'SELECT COUNT (*) FROM seq_1_to_3');
        } catch (mysqli_sql_exception $error) {
            yield show($error->getCode());
        }
    }
});

a_case('An interactive client has the interactive timeout', function () {
    $link = open_with(fn ($link) => null, MYSQLI_CLIENT_INTERACTIVE);
    return rows($link, 'SELECT 1');
});

a_case('A statement given as an option runs after the login', function () {
    $link = open_with(fn ($link) => $link->options(MYSQLI_INIT_COMMAND, "SET @init = 'done', SESSION max_sort_length = 77"));
    return rows($link, 'SELECT @init, @@max_sort_length');
});

a_case('Wrong passwords and unknown users are refused', function () {
    mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
    foreach ([[env('DB_USER'), 'wrong'], [env('DB_USER'), ''], ['nobody', 'x']] as [$user, $password]) {
        try {
            new mysqli(env('DB_HOST'), $user, $password, env('DB_NAME'), (int) env('DB_PORT'));
            yield 'connected';
        } catch (mysqli_sql_exception) {
            yield 'refused';
        }
    }
});

a_case('Twenty connections at once', function () {
    $links = array_map(fn ($n) => open("SET @me = $n"), range(1, 20));
    $sum = 0;
    foreach (array_reverse($links) as $link) {
        $sum += (int) $link->query('SELECT @me')->fetch_row()[0];
    }
    return [show($sum), show(count(array_unique(array_map(fn ($link) => $link->thread_id, $links))))];
});
