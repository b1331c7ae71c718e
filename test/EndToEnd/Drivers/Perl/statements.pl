# Statements prepared by the server, transactions, metadata.
use strict;
use warnings;
use utf8;
use Harness;

a_case('A hundred statements open at once', sub {
    my $db = open_db({});
    my @statements = map { $db->prepare("SELECT $_ * ?") } 0 .. 99;
    my $sum = 0;
    for (reverse @statements) {
        $_->execute(3);
        $sum += $_->fetchrow_array;
        $_->finish;
    }
    seen($sum);
});

a_case('Statements prepared and closed 200 times', sub {
    my $db = open_db({});
    my $sum = 0;
    $sum += ($db->selectrow_array("SELECT $_ + ?", undef, 1))[0] for 1 .. 200;
    seen($sum);
});

a_case('A statement executed 500 times', sub {
    my $db = open_db({}, 'CREATE OR REPLACE TABLE many (id INT PRIMARY KEY, v VARCHAR(9))');
    my $insert = $db->prepare('INSERT INTO many VALUES (?, ?)');
    $insert->execute($_, "v$_") for 1 .. 500;
    rows($db, 'SELECT COUNT(*), SUM(id), MAX(v) FROM many');
});

a_case('A table is altered between the executions of a statement', sub {
    my $db = open_db({}, 'CREATE OR REPLACE TABLE altered (id INT, v VARCHAR(9))', "INSERT INTO altered VALUES (1, '12')");
    my $statement = $db->prepare('SELECT * FROM altered WHERE id = ?');
    for my $change ('DO 1', 'ALTER TABLE altered MODIFY v VARCHAR(30)', 'ALTER TABLE altered MODIFY v INT', 'ALTER TABLE altered MODIFY v DOUBLE') {
        $db->do($change);
        for (1 .. 2) {
            $statement->execute(1);
            seen(show($statement->{NAME}), show_rows($statement->fetchall_arrayref));
        }
    }
});

a_case('Many rows by one call of the driver', sub {
    my $db = open_db({}, 'CREATE OR REPLACE TABLE arrays (id INT PRIMARY KEY, v VARCHAR(9))');
    my $insert = $db->prepare('INSERT INTO arrays VALUES (?, ?)');
    seen($insert->execute_array({ ArrayTupleStatus => \my @status }, [1 .. 50], [map { "v$_" } 1 .. 50]));
    rows($db, 'SELECT COUNT(*), MIN(v) FROM arrays');
});

a_case('Metadata of the columns', sub {
    my $db = open_db({}, "CREATE OR REPLACE TABLE meta (id INT UNSIGNED PRIMARY KEY AUTO_INCREMENT, v VARCHAR(20) NOT NULL, d DECIMAL(9,2), t DATETIME(3), b LONGBLOB, e ENUM('x'))");
    my $statement = $db->prepare('SELECT m.*, id + 1 AS next FROM meta m');
    $statement->execute;
    seen("$_ " . show($statement->{$_})) for qw(NAME TYPE PRECISION SCALE NULLABLE mariadb_table mariadb_type_name mariadb_is_auto_increment mariadb_is_key mariadb_is_num mariadb_is_blob mariadb_length);
});

a_case('Rows by name and by key', sub {
    my $db = open_db({}, 'CREATE OR REPLACE TABLE named (id INT, v VARCHAR(9))', "INSERT INTO named VALUES (1, 'a'), (2, NULL)");
    seen(show($db->selectall_hashref('SELECT * FROM named', 'id')), show($db->selectcol_arrayref('SELECT id FROM named ORDER BY id')), show($db->selectrow_hashref('SELECT * FROM named WHERE id = ?', undef, 2)));
});

a_case('Commit and rollback', sub {
    my $db = open_db({}, 'CREATE OR REPLACE TABLE t (a INT)');
    for my $end (qw(commit rollback)) {
        $db->begin_work;
        $db->do('INSERT INTO t VALUES (?)', undef, length $end);
        $db->$end;
    }
    rows($db, 'SELECT * FROM t');
});

a_case('Autocommit switched off and on', sub {
    my $db = open_db({ AutoCommit => 0 }, 'CREATE OR REPLACE TABLE t (a INT)', 'INSERT INTO t VALUES (1)');
    $db->rollback;
    $db->do('INSERT INTO t VALUES (2)');
    $db->{AutoCommit} = 1;
    rows($db, 'SELECT a, @@autocommit FROM t');
});

a_case('Savepoints', sub {
    my $db = open_db({}, 'CREATE OR REPLACE TABLE t (a INT)', 'BEGIN', 'INSERT INTO t VALUES (1)', 'SAVEPOINT s', 'INSERT INTO t VALUES (2)', 'ROLLBACK TO s', 'COMMIT');
    rows($db, 'SELECT * FROM t');
});

a_case('A lock that another connection holds times out', sub {
    my $first = open_db({}, 'CREATE OR REPLACE TABLE w (a INT PRIMARY KEY)', 'INSERT INTO w VALUES (1)', 'BEGIN', 'UPDATE w SET a = 2');
    my $second = open_db({}, 'SET innodb_lock_wait_timeout = 1');
    fails('delete', sub { $second->do('DELETE FROM w WHERE a = ?', undef, 1) });
    $first->do('COMMIT');
    seen($second->do('DELETE FROM w WHERE a = ?', undef, 2));
});

a_case('Statements sent together', sub {
    my $db = open_db({ mariadb_multi_statements => 1, mariadb_server_prepare => 0 }, 'CREATE OR REPLACE TABLE m (a INT)');
    my $statement = $db->prepare('INSERT INTO m VALUES (1), (2); SELECT * FROM m; SELECT "last"');
    $statement->execute;
    do {
        seen($statement->{NUM_OF_FIELDS} ? show($statement->fetchall_arrayref) : $statement->rows . ' rows');
    } while ($statement->more_results);
});

a_case('Statements sent together are refused without the option', sub {
    my $db = open_db({ mariadb_server_prepare => 0 });
    fails('two', sub { $db->do('SELECT 1; SELECT 2') });
    rows($db, 'SELECT 3');
});

a_case('Statements that the server cannot prepare', sub {
    my $db = open_db({ mariadb_server_prepare_disable_fallback => 1 });
    fails('two', sub { $db->prepare('SELECT 1; SELECT 2')->execute });
    rows($db, 'SELECT 3');
});

a_case('An answer that is waited for in the background', sub {
    my $db = open_db({ mariadb_server_prepare => 0 });
    my $statement = $db->prepare('SELECT SLEEP(0.1), COUNT(*) FROM seq_1_to_5 WHERE seq > ?', { mariadb_async => 1 });
    $statement->execute(2);
    wait_until(sub { $statement->mariadb_async_ready }, 'the answer');
    $statement->mariadb_async_result;
    seen(show_rows($statement->fetchall_arrayref));
});

a_case('Warnings and texts of the last statement', sub {
    my $db = open_db({}, "SET sql_mode = ''", 'CREATE OR REPLACE TABLE warn (a TINYINT)');
    my $statement = $db->prepare('INSERT INTO warn VALUES (?), (?)');
    $statement->execute(1000, 5);
    seen($statement->{mariadb_warning_count}, $db->{mariadb_info} // 'NULL');
    rows($db, 'SHOW WARNINGS');
});

1;
