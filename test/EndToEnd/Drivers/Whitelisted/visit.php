<?php
// Connects, writes and reads by mysqli or PDO, whichever is named.
[$host, $port, $user, $password, $name] = array_map('getenv', ['DB_HOST', 'DB_PORT', 'DB_USER', 'DB_PASSWORD', 'DB_NAME']);
if ($argv[1] === 'mysqli') {
    mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
    $connection = new mysqli($host, $user, $password, $name, (int) $port);
    $connection->set_charset('utf8mb4');
    $insert = $connection->prepare('INSERT INTO visit (name) VALUES (?)');
    $insert->bind_param('s', $argv[1]);
    $insert->execute();
    echo $connection->query("SELECT name FROM visit WHERE id = {$connection->insert_id}")->fetch_row()[0], "\n";
} else {
    $connection = new PDO("mysql:host=$host;port=$port;dbname=$name;charset=utf8mb4", $user, $password);
    $connection->beginTransaction();
    $connection->prepare('INSERT INTO visit (name) VALUES (?)')->execute([$argv[1]]);
    $id = $connection->lastInsertId();
    $connection->commit();
    $select = $connection->prepare('SELECT name FROM visit WHERE id = ?');
    $select->execute([$id]);
    echo $select->fetchColumn(), "\n";
}
