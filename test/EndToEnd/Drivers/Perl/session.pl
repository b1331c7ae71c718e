# What belongs to a session.
use strict;
use warnings;
use utf8;
use Harness;

a_case('Variables and temporary tables stay', sub {
    my $db = open_db({}, "SET \@a = 'ü', \@b = 1.50", 'CREATE TEMPORARY TABLE tmp (a INT)', 'INSERT INTO tmp VALUES (1)');
    rows($db, 'SELECT @a, @b, a, ? FROM tmp', 'x');
});

for my $charset (qw(latin1 gbk sjis)) {
    a_case("The character set $charset by SET NAMES", sub {
        my $db = open_db({}, "SET NAMES $charset");
        rows($db, "SELECT \@\@character_set_client, \@\@collation_connection, HEX('abc'), CONVERT(x'e8a1a8' USING utf8mb4) = ?", 'abc');
    });
}

a_case('Another schema', sub {
    my $db = open_db({}, 'CREATE OR REPLACE TABLE here (a INT)', 'USE ' . env('DB_OTHER_NAME'));
    rows($db, 'SELECT DATABASE(), name, ? FROM place', 1);
    $db->do('USE ' . env('DB_NAME'));
    rows($db, 'SELECT DATABASE(), COUNT(*) FROM here');
});

a_case('A ping and what the greeting said', sub {
    my $db = open_db({});
    seen($db->ping ? 'alive' : 'gone');
    seen($db->{mariadb_thread_id} == ($db->selectrow_array('SELECT CONNECTION_ID()'))[0] ? 'the same id' : 'another id');
    seen($db->{mariadb_serverinfo} eq ($db->selectrow_array('SELECT VERSION()'))[0] ? 'the same version' : 'another version');
    seen($db->{mariadb_stat} =~ /^Uptime: \d+  Threads: \d+/ ? 'statistics' : $db->{mariadb_stat});
});

a_case('Tables and columns by the functions of the driver', sub {
    my $db = open_db({}, 'CREATE OR REPLACE TABLE listed (id INT PRIMARY KEY, v VARCHAR(9) DEFAULT "x")');
    seen(map { show([@{$_}{qw(TABLE_NAME TABLE_TYPE)}]) } @{ $db->table_info(undef, undef, 'listed')->fetchall_arrayref({}) });
    seen(map { show([@{$_}{qw(COLUMN_NAME TYPE_NAME NULLABLE COLUMN_DEF)}]) } @{ $db->column_info(undef, undef, 'listed', '%')->fetchall_arrayref({}) });
    seen(show([$db->primary_key(undef, undef, 'listed')]));
});

a_case('Quoting by the driver', sub {
    my $db = open_db({});
    my $text = "a'b\\c\"\n\x1aü";
    seen($db->quote($text) =~ s/[\x00-\x1f]/./gr);
    rows($db, 'SELECT ' . $db->quote($text));
});

a_case('KILL ends a connection', sub {
    my $db = open_db({});
    my $other = open_db({});
    $other->do("KILL $db->{mariadb_thread_id}");
    wait_until(sub { !eval { $db->do('DO 1'); 1 } }, 'the connection is gone');
    rows($other, 'SELECT "the other one lives"');
});

1;
