# Connects, writes and reads by DBD::mysql or DBD::MariaDB, whichever is named.
use strict;
use warnings;
use DBI;

my ($driver) = @ARGV;
my $connection = DBI->connect(
    "DBI:$driver:database=$ENV{DB_NAME};host=$ENV{DB_HOST};port=$ENV{DB_PORT}",
    $ENV{DB_USER}, $ENV{DB_PASSWORD}, { RaiseError => 1, AutoCommit => 0 });
$connection->do('INSERT INTO visit (name) VALUES (?)', undef, $driver);
$connection->commit;
print $connection->selectrow_array('SELECT name FROM visit WHERE id = LAST_INSERT_ID()'), "\n";
$connection->disconnect;
