<?php
// The cases of PHP's mysqli (with mysqlnd).

declare(strict_types=1);

require __DIR__ . '/harness.php';

function open(): mysqli
{
    mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
    $link = new mysqli(env('DB_HOST'), env('DB_USER'), env('DB_PASSWORD'), env('DB_NAME'), (int) env('DB_PORT'));
    $link->set_charset('utf8mb4');
    return $link;
}

a_case('Text results come as strings', function () {
    return show_rows(open()->query("SELECT 1, 'zwei', NULL, 3.50"));
});

run_cases('mysqli', phpversion() . ' ' . mysqli_get_client_info(), 'new mysqli(DB_HOST, DB_USER, …, DB_NAME, DB_PORT)');
