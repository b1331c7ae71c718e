# What the programs of this folder share: registering cases, running them, showing values.
package Harness;

use strict;
use warnings;
use utf8;
use Digest::SHA qw(sha256 sha256_hex);
use Encode qw(encode_utf8 decode FB_CROAK);
use Exporter 'import';
use JSON::PP;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(a_case unsupported_case run_cases seen env show show_rows fixed_bytes wait_until);

use constant LONGEST_SHOWN => 120;

my (@cases, @seen);

# a_case NAME, BODY: what BODY hands to seen() is compared. It dies of an error that it does not expect.
sub a_case { push @cases, { name => $_[0], body => $_[1] } }

# unsupported_case NAME, BODY: BODY must die of the driver's error.
sub unsupported_case { push @cases, { name => $_[0], body => $_[1], unsupported => 1 } }

# Adds lines to what the running case has seen.
sub seen { push @seen, @_ }

# Runs the cases named by the arguments, or all; --list prints the names only.
sub run_cases {
    my ($driver, $version, $connect) = @_;
    $| = 1;
    binmode STDOUT, ':utf8';
    if (@ARGV && $ARGV[0] eq '--list') {
        print "$_->{name}\n" for grep { !$_->{unsupported} } @cases;
        return;
    }
    my %wanted = map { decode('UTF-8', $_) => 1 } @ARGV;
    print_line({ driver => $driver, version => $version, connect => $connect });
    for my $case (grep { !%wanted || $wanted{ $_->{name} } } @cases) {
        @seen = ();
        my $good = eval { $case->{body}->(); 1 };
        my $error = $@;
        print_line({ case => $case->{name},
            $case->{unsupported} ? ($good ? (error => 'The driver can do this: make it a case') : (unsupported => "$error"))
            : $good ? (values => [@seen]) : (error => "$error") });
    }
}

sub print_line { print JSON::PP->new->canonical->encode($_[0]), "\n" }

# A variable of the environment that the caller has to set.
sub env { $ENV{ $_[0] } // die "$_[0] is not set\n" }

# A value: characters as they are, bytes that are no UTF-8 in hex, long ones by their hash.
sub show {
    my ($value) = @_;
    return 'NULL' if !defined $value;
    return '[' . join(', ', map { show($_) } @$value) . ']' if ref $value eq 'ARRAY';
    return '{' . join(', ', map { "$_: " . show($value->{$_}) } sort keys %$value) . '}' if ref $value eq 'HASH';
    my $characters = utf8::is_utf8($value);
    my $bytes = $characters ? encode_utf8($value) : $value;
    my $kind = ($characters ? 'text' : 'bytes') . '[' . length($value) . ']';
    return "$kind sha256 " . sha256_hex($bytes) if length $bytes > LONGEST_SHOWN;
    my $text = eval { decode('UTF-8', my $copy = $bytes, FB_CROAK) };
    return defined $text && $text !~ /[\x00-\x1f\x7f]/ ? "$kind '$text'" : "$kind x" . unpack('H*', $bytes);
}

# Each row of a list of rows as a line.
sub show_rows { map { 'row ' . show($_) } @{ $_[0] } }

# Bytes of every value, the same in every run.
sub fixed_bytes {
    my ($length) = @_;
    my ($bytes, $block) = ('', 0);
    $bytes .= sha256($block++) while length $bytes < $length;
    return substr $bytes, 0, $length;
}

# Waits until CONDITION holds; asked every 10 ms for at most 20 s.
sub wait_until {
    my ($condition, $what) = @_;
    my $end = time + 20;
    until ($condition->()) {
        die "Not within 20 s: $what\n" if time > $end;
        sleep 0.01;
    }
}

1;
