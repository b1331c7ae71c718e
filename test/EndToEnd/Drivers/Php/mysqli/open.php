<?php
// Connections, and answers as lines.

declare(strict_types=1);

/** A connection for one case; each of $statements is run on it. */
function open(string ...$statements): mysqli
{
    return open_with(function (mysqli $link) {}, 0, ...$statements);
}

/** As open(), with options set by $prepare before the login and flags of the login. */
function open_with(callable $prepare, int $flags = 0, string ...$statements): mysqli
{
    mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
    $link = mysqli_init();
    $prepare($link);
    $link->real_connect(env('DB_HOST'), env('DB_USER'), env('DB_PASSWORD'), env('DB_NAME'), (int) env('DB_PORT'), null, $flags);
    $link->set_charset('utf8mb4');
    foreach ($statements as $sql) {
        $link->query($sql);
    }
    return $link;
}

/** The rows of a text query. */
function rows(mysqli $link, string $sql): array
{
    return show_rows($link->query($sql)->fetch_all());
}

/** The rows of a prepared statement with parameters, all sent as text where $types says nothing else. */
function prepared_rows(mysqli $link, string $sql, array $values = [], ?string $types = null): array
{
    $statement = $link->prepare($sql);
    if ($values !== []) {
        $statement->bind_param($types ?? str_repeat('s', count($values)), ...$values);
    }
    $statement->execute();
    return show_rows($statement->get_result()->fetch_all());
}

/** What an action that has to fail answers: number, SQLSTATE and message. */
function failure(callable $action): string
{
    try {
        $action();
    } catch (mysqli_sql_exception $error) {
        return "error {$error->getCode()} ({$error->getSqlState()}) {$error->getMessage()}";
    }
    throw new RuntimeException('It was meant to fail');
}

/** Names, types, lengths and flags of a result's columns. */
function columns(mysqli_result $result): array
{
    return array_map(
        fn ($field) => "column $field->name of $field->table ($field->orgname, $field->orgtable, $field->db) type $field->type"
            . " length $field->length flags $field->flags decimals $field->decimals charset $field->charsetnr",
        $result->fetch_fields());
}
