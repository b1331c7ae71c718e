# Cases that run with statements prepared by the server and with ones that the driver emulates by text.
use strict;
use warnings;
use utf8;
use DBI qw(:sql_types);
use Harness;

use constant SPLIT => 0xffffff;

sub both_ways {
    my ($name, $body) = @_;
    a_case("$name, prepared by the server", sub { $body->({ mariadb_server_prepare => 1 }) });
    a_case("$name, prepared by the driver", sub { $body->({ mariadb_server_prepare => 0 }) });
}

both_ways('Values of every kind as parameters', sub {
    my $db = open_db(@_);
    my $statement = $db->prepare('SELECT ?, ?, ?, ?, ?, HEX(?)');
    my @values = ([42, SQL_INTEGER], ['ü 日本 🧿', SQL_VARCHAR], [undef, SQL_VARCHAR], [-0.5, SQL_DOUBLE], ["quote ' \\ \" \n", SQL_VARCHAR], ["\0\xff\x1a", SQL_BLOB]);
    $statement->bind_param($_ + 1, @{ $values[$_] }) for 0 .. $#values;
    $statement->execute;
    seen(show_rows($statement->fetchall_arrayref));
});

both_ways('Integers at their limits', sub {
    my $db = open_db(@_, 'CREATE OR REPLACE TABLE i (a TINYINT, b TINYINT UNSIGNED, c SMALLINT, d MEDIUMINT, e INT UNSIGNED, f BIGINT, g BIGINT UNSIGNED, h INT(6) ZEROFILL)',
        'INSERT INTO i VALUES (-128, 255, -32768, -8388608, 4294967295, -9223372036854775808, 18446744073709551615, 42), (NULL, 0, 0, 0, 0, 0, 0, 0)');
    rows($db, 'SELECT * FROM i WHERE ? = 1 ORDER BY b', 1);
    rows($db, 'SELECT g FROM i WHERE g = ?', '18446744073709551615');
});

both_ways('Decimals, floats, bits and years', sub {
    my $db = open_db(@_, 'CREATE OR REPLACE TABLE d (a DECIMAL(65,30), b FLOAT, c DOUBLE, d BIT(20), e YEAR)',
        "INSERT INTO d VALUES (12345678901234567890123456789012345.123456789012345678901234567890, 0.5, 1.5e300, b'10000000000000000001', 2155), (-1, NULL, 0, 0, 0)");
    rows($db, 'SELECT * FROM d WHERE ? = 1 ORDER BY a', 1);
});

both_ways('Dates and times, zero ones included', sub {
    my $db = open_db(@_, "SET sql_mode = ''", 'CREATE OR REPLACE TABLE t (a DATE, b DATETIME(6), c TIMESTAMP(3) NULL, d TIME(6))',
        "INSERT INTO t VALUES ('2024-02-29', '1999-12-31 23:59:59.000001', '2001-02-03 04:05:06.789', '-838:59:59.999999'), ('0000-00-00', '2024-00-00 00:00:00', NULL, '00:00:00')");
    rows($db, 'SELECT * FROM t WHERE a < ? ORDER BY a', '2030-01-01');
});

both_ways('Texts, blobs, enums, sets, JSON and geometry', sub {
    my $db = open_db(@_, 'CREATE OR REPLACE TABLE x (a CHAR(5), b TEXT, c LONGBLOB, d ENUM("x", "ÿ"), e SET("p", "q"), f JSON, g POINT)');
    my $insert = $db->prepare('INSERT INTO x VALUES (?, ?, ?, ?, ?, ?, POINT(1.5, -2))');
    $insert->bind_param(3, fixed_bytes(100_000), SQL_BLOB);
    $insert->execute('a', '日' x 10_000, fixed_bytes(100_000), 'ÿ', 'q,p', '{"k": "é"}');
    $insert->execute('', '', undef, 'x', '', undef);
    rows($db, 'SELECT a, b, c, d, e, f, ST_AsText(g) FROM x WHERE ? = 1 ORDER BY a', 1);
});

both_ways('A statement executed again with other values', sub {
    my $db = open_db(@_);
    my $statement = $db->prepare('SELECT ?, LENGTH(?)');
    for ([1, 'x'], ['zwei', undef], [undef, 'y' x 5000], ['ü', '🧿']) {
        $statement->execute(@$_);
        seen(show_rows($statement->fetchall_arrayref));
    }
});

both_ways('Insert ids and numbers of rows', sub {
    my $db = open_db(@_, 'CREATE OR REPLACE TABLE ids (id INT PRIMARY KEY AUTO_INCREMENT, v INT)');
    for (['INSERT INTO ids (v) VALUES (?), (?)', 1, 2], ['INSERT INTO ids (v) VALUES (?)', 3], ['UPDATE ids SET v = ? WHERE v > 1', 9], ['UPDATE ids SET v = ?', 9], ['DELETE FROM ids WHERE v = ?', 9], ['DELETE FROM ids WHERE v = ?', 9]) {
        my ($sql, @values) = @$_;
        my $statement = $db->prepare($sql);
        my $rows = $statement->execute(@values);
        seen("$sql: $rows, " . $statement->rows . ', id ' . ($statement->{mariadb_insertid} // 'NULL') . ', last ' . ($db->last_insert_id(undef, undef, 'ids', 'id') // 'NULL'));
    }
});

sub procedure {
    my $db = open_db(@_, "CREATE OR REPLACE PROCEDURE p(IN a INT, OUT b INT) BEGIN SELECT a, 'x'; SET b = a * 2; SELECT seq FROM seq_1_to_3; END");
    my $call = $db->prepare('CALL p(?, @b)');
    $call->execute(5);
    do {
        seen(show_rows($call->fetchall_arrayref)) if $call->{NUM_OF_FIELDS};
    } while ($call->more_results);
    $call->finish;
    rows($db, 'SELECT @b');
}

a_case('A procedure with several results, prepared by the driver', sub { procedure({ mariadb_server_prepare => 0 }) });
unsupported_case('A procedure with several results, prepared by the server', sub { procedure({ mariadb_server_prepare => 1 }) });

a_case('Rows that are not read to the end', sub {
    my $db = open_db({ mariadb_server_prepare => 0 });
    my $statement = $db->prepare('SELECT seq, REPEAT("x", 1000) FROM seq_1_to_20000 WHERE seq > ?', { mariadb_use_result => 1 });
    $statement->execute(7);
    seen(show($statement->fetchrow_arrayref));
    $statement->finish;
    undef $statement;
    rows($db, 'SELECT "after"');
});

both_ways('A hundred thousand rows one by one', sub {
    my $db = open_db(@_);
    my $statement = $db->prepare('SELECT seq, MD5(seq) FROM seq_1_to_100000 WHERE seq > ?');
    $statement->execute(10);
    my ($rows, $all) = (0, '');
    while (my $row = $statement->fetchrow_arrayref) {
        $rows++;
        $all .= join '|', @$row;
    }
    seen("$rows rows", show($all));
});

both_ways('Errors with number, SQLSTATE and text', sub {
    my $db = open_db(@_, 'CREATE OR REPLACE TABLE er (id INT PRIMARY KEY, v VARCHAR(3) NOT NULL)', 'INSERT INTO er VALUES (1, "a")');
    for (['SELEC ?', 1], ['SELECT ? FROM nosuch', 1], ['INSERT INTO er VALUES (?, "b")', 1], ['INSERT INTO er VALUES (2, ?)', 'long'], ['INSERT INTO er VALUES (3, ?)', undef], ['CALL nosuch(?)', 1], ["SIGNAL SQLSTATE '45678' SET MYSQL_ERRNO = 30001, MESSAGE_TEXT = 'größer'"]) {
        my ($sql, @values) = @$_;
        fails($sql, sub { $db->prepare($sql)->execute(@values) });
    }
    rows($db, 'SELECT * FROM er WHERE id = ?', 1);
});

both_ways('Too few and too many parameters', sub {
    my $db = open_db(@_);
    fails('one', sub { $db->prepare('SELECT ?, ?')->execute(1) });
    fails('three', sub { $db->prepare('SELECT ?, ?')->execute(1, 2, 3) });
    rows($db, 'SELECT ?, ?', 1, 2);
});

both_ways('A value of 16 MB and one byte there and back', sub {
    my $db = open_db(@_);
    my $value = 'v' x (SPLIT + 1);
    my ($back) = $db->selectrow_array('SELECT ?', undef, $value);
    seen(length $back, $back eq $value ? 'the same' : 'another');
    rows($db, "SELECT REPEAT('r', ?), 'end'", $_) for SPLIT - 4, SPLIT;
});

both_ways('40 MB into a table and back', sub {
    my $db = open_db(@_, 'CREATE OR REPLACE TABLE large (v LONGBLOB)');
    my $value = fixed_bytes(1000) x 40_000;
    my $insert = $db->prepare('INSERT INTO large VALUES (?)');
    $insert->bind_param(1, $value, SQL_BLOB);
    $insert->execute;
    rows($db, 'SELECT LENGTH(v), MD5(v) FROM large WHERE ? = 1', 1);
    my ($back) = $db->selectrow_array('SELECT v FROM large WHERE ? = 1', undef, 1);
    seen($back eq $value ? 'the same' : 'another');
});

both_ways('KILL QUERY ends a statement', sub {
    my $db = open_db(@_);
    my $id = $db->{mariadb_thread_id};
    while_repeating("KILL QUERY $id", sub {
        fails('killed', sub { $db->selectall_arrayref('SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b WHERE a.seq + b.seq > ?', undef, 5) });
    });
    rows($db, 'SELECT "still there"');
});

both_ways('A time limit ends a statement', sub {
    my $db = open_db(@_, 'SET max_statement_time = 0.1');
    fails('limited', sub { $db->selectall_arrayref('SELECT COUNT(*) FROM seq_1_to_100000 a, seq_1_to_100000 b WHERE a.seq + b.seq > ?', undef, 5) });
    rows($db, 'SELECT "after"');
});

1;
