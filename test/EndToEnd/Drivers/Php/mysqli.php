<?php
// The cases of PHP's mysqli (with mysqlnd), by what they are about.

declare(strict_types=1);

require __DIR__ . '/harness.php';
require __DIR__ . '/mysqli/open.php';
foreach (['parameters', 'results', 'statements', 'long_values', 'several_results', 'transactions', 'session', 'login', 'cancel', 'errors', 'files'] as $part) {
    require __DIR__ . "/mysqli/$part.php";
}

run_cases('PHP mysqli', phpversion() . ' with ' . mysqli_get_client_info(), 'new mysqli(DB_HOST, DB_USER, (password), DB_NAME, DB_PORT), set_charset utf8mb4');
