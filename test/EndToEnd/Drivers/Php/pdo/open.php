<?php
// Connections, and answers as lines.

declare(strict_types=1);

const NATIVE = [PDO::ATTR_EMULATE_PREPARES => false];
const EMULATED = [PDO::ATTR_EMULATE_PREPARES => true];

/** A connection for one case; each of $statements is run on it. */
function open(array $options = NATIVE, string ...$statements): PDO
{
    $link = new PDO(data_source('utf8mb4'), env('DB_USER'), env('DB_PASSWORD'), $options + NATIVE + [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
    foreach ($statements as $sql) {
        $link->exec($sql);
    }
    return $link;
}

function data_source(string $charset): string
{
    return 'mysql:host=' . env('DB_HOST') . ';port=' . env('DB_PORT') . ';dbname=' . env('DB_NAME') . ";charset=$charset";
}

/** The rows of a statement with parameters, in the way that the connection was opened for. */
function rows(PDO $link, string $sql, array $values = []): array
{
    $statement = $link->prepare($sql);
    $statement->execute($values);
    return show_rows($statement->fetchAll(PDO::FETCH_NUM));
}

/** What an action that has to fail answers: SQLSTATE, number and message. */
function failure(callable $action): string
{
    try {
        $action();
    } catch (PDOException $error) {
        [$state, $number, $text] = ($error->errorInfo ?? []) + [null, $error->getCode(), $error->getMessage()];
        return "error $number ($state) $text";
    }
    throw new RuntimeException('It was meant to fail');
}

/** The number alone, for errors whose text names addresses. */
function failure_number(callable $action): string
{
    return preg_replace('/ \(.*/', '', failure($action));
}

/** The connection's id at the server. */
function id(PDO $link): int
{
    return (int) $link->query('SELECT CONNECTION_ID()')->fetchColumn();
}
