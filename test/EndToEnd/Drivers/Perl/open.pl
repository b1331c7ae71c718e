# Connections, and answers as lines.
use strict;
use warnings;
use DBI;
use Harness;

# A connection: settings of the driver, then statements to run on it.
sub open_db {
    my ($settings, @statements) = @_;
    my %settings = (mariadb_server_prepare => 1, RaiseError => 1, PrintError => 0, AutoCommit => 1, %$settings);
    my $source = sprintf 'dbi:MariaDB:host=%s;port=%s;database=%s', env('DB_HOST'), env('DB_PORT'), delete $settings{name} // env('DB_NAME');
    $source .= ';' . delete $settings{source} if $settings{source};
    my $db = DBI->connect($source, delete $settings{user} // env('DB_USER'), delete $settings{password} // env('DB_PASSWORD'), \%settings)
        or die $DBI::errstr;
    $db->do($_) for @statements;
    return $db;
}

# Notes the rows of a statement with parameters.
sub rows {
    my ($db, $sql, @values) = @_;
    my $statement = $db->prepare($sql);
    $statement->execute(@values);
    seen(show_rows($statement->fetchall_arrayref));
}

# Notes the error of an action that has to fail: number, SQLSTATE, message.
sub fails {
    my ($what, $action) = @_;
    die "It was meant to fail: $what\n" if eval { $action->(); 1 };
    seen(sprintf '%s: error %s (%s) %s', $what, $DBI::err // 'none', $DBI::state // '', $DBI::errstr // $@);
}

# As fails(), by the number alone, for errors whose text names addresses.
sub fails_by_number {
    my ($what, $action) = @_;
    die "It was meant to fail: $what\n" if eval { $action->(); 1 };
    seen("$what: error " . $DBI::err);
}

# Runs ACTION while a process of its own repeats STATEMENT every 2 s, as it may come before what ACTION waits for.
sub while_repeating {
    my ($statement, $action) = @_;
    my $child = fork // die "fork: $!";
    if (!$child) {
        open STDOUT, '>', '/dev/null';
        my $db = open_db({ RaiseError => 0 });
        for (1 .. 15) {
            select undef, undef, undef, $_ == 1 ? 0.3 : 2;
            $db->do($statement);
        }
        require POSIX;
        POSIX::_exit(0);
    }
    my $good = eval { $action->(); 1 };
    my $error = $@;
    kill 'KILL', $child;
    waitpid $child, 0;
    die $error if !$good;
}

1;
