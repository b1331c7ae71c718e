<?php
// Ending statements. The driver cannot wait for an answer and kill at once, so the statement is ended by a second process.

declare(strict_types=1);

/** Runs $action while another process repeats `KILL $what id` every second. */
function while_killing(string $what, int $id, callable $action): string
{
    $program = '$link = new PDO(getenv("SOURCE"), getenv("DB_USER"), getenv("DB_PASSWORD"), [PDO::ATTR_ERRMODE => PDO::ERRMODE_SILENT]);'
        . 'for ($n = 0; $n < 20; $n++) { usleep($n === 0 ? 300_000 : 1_000_000); $link->exec("KILL ' . $what . ' ' . $id . '"); }';
    $killer = proc_open(['php', '-r', $program], [], $pipes, null, ['SOURCE' => data_source('utf8mb4')] + getenv());
    try {
        return failure($action);
    } finally {
        proc_terminate($killer);
        proc_close($killer);
    }
}

both_ways('KILL QUERY ends a statement', function (array $options) {
    $link = open($options);
    yield while_killing('QUERY', id($link), fn () => rows($link, 'SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b WHERE a.seq + b.seq > ?', [5]));
    yield from rows($link, 'SELECT "still there"');
});

a_case('KILL ends the connection', function () {
    $link = open();
    $text = while_killing('', id($link), fn () => rows($link, 'SELECT SLEEP(20), COUNT(*) FROM seq_1_to_3'));
    yield preg_match('/^error (2006|2013|1927|1317) /', $text) ? 'lost' : $text;
    yield from rows(open(), 'SELECT "a new connection works"');
});

a_case('A time limit ends a statement', function () {
    $link = open(NATIVE, 'SET max_statement_time = 0.1');
    yield failure(fn () => rows($link, 'SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b'));
    yield from rows($link, 'SELECT "after"');
});
