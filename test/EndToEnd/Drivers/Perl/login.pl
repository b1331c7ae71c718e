# Options of the login: TLS, compression, flags, files, wrong accounts.
use strict;
use warnings;
use utf8;
use File::Temp;
use Harness;

a_case('TLS with a checked certificate', sub {
    my $db = open_db({ mariadb_ssl => 1, mariadb_ssl_ca_file => env('DB_TLS_CA'), mariadb_ssl_verify_server_cert => 1 });
    seen($db->{mariadb_ssl_cipher} ? 'a cipher' : 'no cipher') if exists $db->{mariadb_ssl_cipher};
    rows($db, 'SELECT ?, REPEAT("y", 300000)', 'over TLS');
});

a_case('20 MB over TLS', sub {
    my $db = open_db({ mariadb_ssl => 1, mariadb_ssl_ca_file => env('DB_TLS_CA') });
    my $value = 'abcdefghij' x 2_000_000;
    seen(($db->selectrow_array('SELECT ?', undef, $value))[0] eq $value ? 'the same' : 'another');
});

a_case('Compression', sub {
    my $db = open_db({ source => 'mariadb_compression=1' });
    rows($db, 'SELECT ?, REPEAT("y", 300000), MD5(?)', 'compressed', fixed_bytes(500_000));
});

a_case('20 MB under compression', sub {
    my $db = open_db({ source => 'mariadb_compression=1' });
    my $value = 'abcdefghij' x 2_000_000;
    seen(($db->selectrow_array('SELECT ?', undef, $value))[0] eq $value ? 'the same' : 'another');
});

a_case('Rows found in place of rows changed', sub {
    for my $found (0, 1) {
        my $db = open_db({ source => "mariadb_client_found_rows=$found" }, 'CREATE OR REPLACE TABLE found (v INT)', 'INSERT INTO found VALUES (1), (2)');
        seen($db->do('UPDATE found SET v = 1'), $db->do('UPDATE found SET v = ?', undef, 1));
    }
});

a_case('A statement that runs after the login', sub {
    rows(open_db({ mariadb_init_command => "SET \@init = 'done'" }), 'SELECT @init');
});

a_case('Wrong accounts are refused', sub {
    for ({ password => 'wrong' }, { password => '' }, { user => 'nobody' }) {
        my $settings = { %$_, RaiseError => 1 };
        seen(eval { open_db($settings); 1 } ? 'connected' : 'refused');
    }
});

a_case('The other account in its schema', sub {
    my $db = open_db({ user => env('DB_OTHER_USER'), password => env('DB_OTHER_PASSWORD'), name => env('DB_OTHER_NAME') });
    rows($db, 'SELECT CURRENT_USER(), DATABASE(), name FROM place WHERE name <> ?', '');
});

sub file_with {
    my $file = File::Temp->new;
    binmode $file, ':utf8';
    print $file $_[0];
    $file->flush;
    return $file;
}

a_case('A local file is loaded', sub {
    my $db = open_db({ source => 'mariadb_local_infile=1' }, 'CREATE OR REPLACE TABLE loaded (id INT PRIMARY KEY, v VARCHAR(99))');
    my $file = file_with(join '', map { "$_\tvalue ü $_\n" } 1 .. 50_000);
    seen($db->do('LOAD DATA LOCAL INFILE ' . $db->quote($file->filename) . ' INTO TABLE loaded'));
    rows($db, 'SELECT COUNT(*), SUM(id), MAX(v) FROM loaded');
});

a_case('A local file that does not exist', sub {
    my $db = open_db({ source => 'mariadb_local_infile=1' }, 'CREATE OR REPLACE TABLE loaded (id INT PRIMARY KEY, v VARCHAR(99))');
    fails_by_number('missing', sub { $db->do("LOAD DATA LOCAL INFILE '/nosuch/file' INTO TABLE loaded") });
    rows($db, 'SELECT COUNT(*) FROM loaded');
});

a_case('A read timeout of the driver gives up the connection', sub {
    my $db = open_db({ source => 'mariadb_read_timeout=1' });
    fails_by_number('timeout', sub { $db->do('DO SLEEP(20)') });
    rows(open_db({}), 'SELECT "a new connection works"');
});

1;
