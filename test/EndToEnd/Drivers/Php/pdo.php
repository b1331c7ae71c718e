<?php
// The cases of PHP's PDO (pdo_mysql with mysqlnd), by what they are about.

declare(strict_types=1);

require __DIR__ . '/harness.php';
require __DIR__ . '/pdo/open.php';
foreach (['both_ways', 'statements', 'long_values', 'transactions', 'session', 'login', 'cancel', 'errors'] as $part) {
    require __DIR__ . "/pdo/$part.php";
}

run_cases('PHP PDO', phpversion() . ' with ' . mysqli_get_client_info(), 'mysql:host=DB_HOST;port=DB_PORT;dbname=DB_NAME;charset=utf8mb4');
