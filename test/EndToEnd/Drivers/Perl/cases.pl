#!/usr/bin/perl
# The cases of Perl's DBD::MariaDB, by what they are about.
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use DBD::MariaDB;
use Harness;

require "$FindBin::Bin/$_.pl" for qw(open both_ways statements session login);

run_cases("DBD::MariaDB", "$DBD::MariaDB::VERSION with DBI $DBI::VERSION", 'dbi:MariaDB:host=DB_HOST;port=DB_PORT;database=DB_NAME, mariadb_server_prepare 0 or 1');
