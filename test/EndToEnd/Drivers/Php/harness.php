<?php
// What the programs of this folder share: registering cases, running them, and showing values.

declare(strict_types=1);

const LONGEST_SHOWN = 120;

/** Thrown by a case of `unsupported_case` in place of the driver's error where there is none to throw. */
final class Unsupported extends RuntimeException
{
}

/** The cases: name => [body, whether the driver is known not to be able to do it]. */
final class Cases
{
    public static array $all = [];
}

/** Registers a case. What $body yields or returns (a list) are the lines that are compared. */
function a_case(string $name, callable $body): void
{
    Cases::$all[$name] = [$body, false];
}

/** Registers a case that the driver cannot do: $body must throw the driver's error. */
function unsupported_case(string $name, callable $body): void
{
    Cases::$all[$name] = [$body, true];
}

/**
 * Runs the program: `--list` prints the names and connects to nothing; other arguments are the names of the cases to
 * run, all of them where there is none.
 */
function run_cases(string $driver, string $version, string $connect): void
{
    global $argv;
    $wanted = array_slice($argv, 1);
    if ($wanted === ['--list']) {
        foreach (Cases::$all as $name => [, $unsupported]) {
            if (!$unsupported) {
                echo "$name\n";
            }
        }
        return;
    }
    print_line(['driver' => $driver, 'version' => $version, 'connect' => $connect]);
    foreach (Cases::$all as $name => [$body, $unsupported]) {
        if ($wanted === [] || in_array($name, $wanted, true)) {
            print_line(['case' => $name] + run_case($body, $unsupported));
        }
    }
}

function run_case(callable $body, bool $unsupported): array
{
    try {
        $lines = $body();
        $values = is_array($lines) ? $lines : iterator_to_array($lines, false);
        return $unsupported ? ['error' => 'The driver can do this: make it a case'] : ['values' => $values];
    } catch (Throwable $error) {
        $text = get_class($error) . ' ' . $error->getCode() . ': ' . $error->getMessage();
        return $unsupported ? ['unsupported' => $text] : ['error' => "$text at line " . $error->getLine()];
    }
}

function print_line(array $line): void
{
    echo json_encode($line, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR), "\n";
    flush();
}

/** A variable of the environment that the caller has to set. */
function env(string $name): string
{
    $value = getenv($name);
    return $value !== false ? $value : throw new RuntimeException("$name is not set");
}

/** A value with its type; text that is no UTF-8 in hex, long text by its start and its hash. */
function show(mixed $value): string
{
    return match (true) {
        $value === null => 'NULL',
        is_bool($value) => $value ? 'true' : 'false',
        is_int($value) => "int $value",
        is_float($value) => 'float ' . json_encode($value),
        is_string($value) => 'string[' . strlen($value) . '] ' . show_text($value),
        is_array($value) => '[' . implode(', ', array_map(
            fn ($key, $item) => is_int($key) ? show($item) : "$key: " . show($item), array_keys($value), $value)) . ']',
        is_resource($value) => 'stream ' . show(stream_get_contents($value)),
        is_object($value) => show(get_object_vars($value)),
    };
}

function show_text(string $text): string
{
    if (strlen($text) > LONGEST_SHOWN) {
        return 'sha256 ' . hash('sha256', $text);
    }
    return preg_match('/^[^\x00-\x1f\x7f]*$/u', $text) ? "'$text'" : 'x' . bin2hex($text);
}

/** Each row of an array of rows as a line. */
function show_rows(iterable $rows): array
{
    $lines = [];
    foreach ($rows as $row) {
        $lines[] = 'row ' . show($row);
    }
    return $lines;
}

/** Waits until $condition holds; it is asked every 10 ms for at most 20 s. */
function wait_until(callable $condition, string $what): void
{
    $end = microtime(true) + 20;
    while (!$condition()) {
        if (microtime(true) > $end) {
            throw new RuntimeException("Not within 20 s: $what");
        }
        usleep(10_000);
    }
}

/** The name of a new file that holds $content and is removed at the end of the program. */
function file_with(string $content): string
{
    $name = tempnam(sys_get_temp_dir(), 'case');
    file_put_contents($name, $content);
    register_shutdown_function(fn () => @unlink($name));
    return $name;
}

/** Bytes of every value that are the same in every run. */
function fixed_bytes(int $length): string
{
    $bytes = '';
    for ($block = 0; strlen($bytes) < $length; $block++) {
        $bytes .= hash('sha256', (string) $block, true);
    }
    return substr($bytes, 0, $length);
}
