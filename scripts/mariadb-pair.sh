#!/usr/bin/env bash
# One MariaDB primary with real GTID replicas on loopback, in a private folder. The quickstart and the end-to-end tests
# both start their servers here, and nowhere else.
#
#   mariadb-pair.sh start DIR [--replicas N] [--owner PID] [--server-option OPTION]…
#                                                            everything from an empty folder; stops when PID ends
#   mariadb-pair.sh start-server DIR NAME                    a stopped or killed server again, on its old port
#   mariadb-pair.sh catch-up DIR                             returns when every replica has what the primary has
#   mariadb-pair.sh stop DIR                                 all servers of the folder; the folder stays
#
# start and start-server print one line per server on stdout:
#   primary port=21001 pid=4711 socket=DIR/primary/s.sock
# `start` ends with the line `ready`, printed when replication runs. Servers are named primary, replica1, replica2, …
#
# Accounts (loopback only, fixed passwords, for tests and demonstrations):
#   app / app-secret       an ordinary user with all rights on the schemas shop and e2e…; read_only binds it
#   admin / admin-secret   everything
# Where the plugin auth_ed25519 is installed (package mariadb-server), accounts may use it.
#
# Every server offers TLS and demands it of nobody. DIR/tls holds ca.pem, server-cert.pem and server-key.pem (for
# 127.0.0.1 and localhost), client-cert.pem and client-key.pem; all of that CA, for two days.
#
# A --server-option goes to every server, behind the options of this script, so that it wins over them:
#   --server-option=--proxy-protocol-networks=127.0.0.1 --server-option=--skip-ssl
# The table shop.whoami holds one row with the server's own name; it is not replicated, so it tells who answered.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=common.sh
source "$here/common.sh"

usage() { die "usage: start DIR [--replicas N] [--owner PID] [--server-option OPTION]… | start-server DIR NAME | catch-up DIR | stop DIR"; }

# The process that serves folder $1, or nothing. A pid file outlives a SIGKILL and its number may belong to another
# process by now, so the command line must name the folder.
live_pid() {
  local pid
  pid=$(cat "$1/pid" 2>/dev/null) || return 1
  [[ -n $pid ]] && tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | grep -qxF -- "--datadir=$1/data" || return 1
  printf '%s\n' "$pid"
}

root_sql() { mariadb --no-defaults --user=root --socket="$1/s.sock" --batch --skip-column-names "${@:2}"; }

answers() { root_sql "$1" --execute='DO 1' >/dev/null 2>&1; }

ready_or_dead() { answers "$1" || ! kill -0 "$2" 2>/dev/null; }

# make_certificate DIR NAME EXTENSIONS: a key and a certificate of the CA in the same folder.
make_certificate() {
  openssl req -new -newkey rsa:2048 -nodes -keyout "$1/$2-key.pem" -subj "/CN=SceNettyProxy test $2" 2>/dev/null |
    openssl x509 -req -days 2 -CA "$1/ca.pem" -CAkey "$1/ca-key.pem" -out "$1/$2-cert.pem" -extfile <(printf '%s\n' "$3") \
      2>/dev/null
}

make_certificates() {
  mkdir -p "$1"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -keyout "$1/ca-key.pem" -out "$1/ca.pem" \
    -subj '/CN=SceNettyProxy test CA' -addext 'keyUsage=critical,keyCertSign,cRLSign' 2>/dev/null
  make_certificate "$1" server 'subjectAltName=IP:127.0.0.1,DNS:localhost
extendedKeyUsage=serverAuth'
  make_certificate "$1" client 'extendedKeyUsage=clientAuth'
}

# start_server FOLDER ID [OPTION…]: one mariadbd on the port written in FOLDER/port, or on a new one.
start_server() {
  local folder=$1 id=$2 tls port pid attempt more=()
  shift 2
  tls=$(dirname "$folder")/tls
  # Not the system's: a server that starts there removes the temporary tables of those that run.
  mkdir -p "$folder/tmp"
  mapfile -t more <"$(dirname "$folder")/server-options"
  for attempt in 1 2 3 4 5; do
    if [[ -s $folder/port ]]; then port=$(<"$folder/port"); else port=$(free_port); fi
    # sync_binlog and the redo log are left to the system's cache: a killed server loses nothing, and these servers
    # need not outlive the machine. Row format keeps `INSERT … SELECT … FROM whoami` true on the replicas.
    setsid mariadbd --no-defaults --user="$(id -un)" --datadir="$folder/data" --port="$port" --bind-address=127.0.0.1 \
      --tmpdir="$folder/tmp" --socket="$folder/s.sock" --pid-file="$folder/mariadbd.pid" --skip-name-resolve \
      --max-connections=2000 --max-allowed-packet=256M --innodb-log-file-size=256M \
      --innodb-flush-log-at-trx-commit=2 --sync-binlog=0 --character-set-server=utf8mb4 \
      --server-id="$id" --log-bin=binlog --binlog-format=ROW --gtid-strict-mode=ON --log-bin-trust-function-creators=ON \
      --plugin-load-add=auth_ed25519 \
      --ssl-ca="$tls/ca.pem" --ssl-cert="$tls/server-cert.pem" --ssl-key="$tls/server-key.pem" \
      "$@" "${more[@]}" </dev/null >>"$folder/log" 2>&1 &
    pid=$!
    printf '%s\n' "$pid" >"$folder/pid"
    wait_until 60 ready_or_dead "$folder" "$pid" || die "$folder: no answer within 60 s, see $folder/log"
    if kill -0 "$pid" 2>/dev/null; then
      printf '%s\n' "$port" >"$folder/port"
      return 0
    fi
    grep -q 'Bind on TCP/IP port' "$folder/log" && [[ ! -s $folder/port ]] || break
  done
  tail -n 20 "$folder/log" >&2
  die "$folder: mariadbd did not start (attempt $attempt, port $port)"
}

start_by_name() {
  local dir=$1 name=$2
  if [[ $name == primary ]]; then
    start_server "$dir/primary" 1
  else
    start_server "$dir/$name" $((1 + ${name#replica})) --read-only
  fi
}

describe() {
  printf '%s port=%s pid=%s socket=%s\n' \
    "$(basename "$1")" "$(<"$1/port")" "$(live_pid "$1")" "$1/s.sock"
}

replication_runs() {
  local status
  status=$(mariadb --no-defaults --user=root --socket="$1/s.sock" --execute='SHOW SLAVE STATUS\G' 2>/dev/null) || return 1
  grep -q 'Slave_IO_Running: Yes' <<<"$status" && grep -q 'Slave_SQL_Running: Yes' <<<"$status"
}

catch_up() {
  local dir=$1 position folder
  position=$(root_sql "$dir/primary" --execute='SELECT @@gtid_binlog_pos')
  for folder in "$dir"/replica*/; do
    folder=${folder%/}
    [[ $(root_sql "$folder" --execute="SELECT MASTER_GTID_WAIT('$position', 60)") == 0 ]] ||
      die "$folder: not at $position after 60 s"
  done
}

stop_all() {
  local dir=$1 folder pid
  for folder in "$dir"/primary "$dir"/replica*; do
    pid=$(live_pid "$folder") || continue
    kill -TERM "$pid" 2>/dev/null || true
    # A stopped process takes its SIGTERM only when it goes on.
    kill -CONT "$pid" 2>/dev/null || true
  done
  for folder in "$dir"/primary "$dir"/replica*; do
    pid=$(live_pid "$folder") || continue
    wait_until 20 bash -c "! kill -0 $pid 2>/dev/null" || kill -KILL "$pid" 2>/dev/null || true
    rm -f "$folder/pid"
  done
}

create_primary_content() {
  root_sql "$1" <<'SQL'
CREATE USER admin@'127.0.0.1' IDENTIFIED BY 'admin-secret';
GRANT ALL ON *.* TO admin@'127.0.0.1' WITH GRANT OPTION;
CREATE USER app@'127.0.0.1' IDENTIFIED BY 'app-secret';
GRANT ALL ON shop.* TO app@'127.0.0.1';
GRANT ALL ON `e2e%`.* TO app@'127.0.0.1';
CREATE USER repl@'127.0.0.1' IDENTIFIED BY 'repl-secret';
GRANT REPLICATION SLAVE ON *.* TO repl@'127.0.0.1';
CREATE DATABASE shop;
SQL
}

create_whoami() {
  root_sql "$1" --execute="SET sql_log_bin = 0; CREATE TABLE shop.whoami (name VARCHAR(20) NOT NULL) ENGINE=InnoDB;
    INSERT INTO shop.whoami VALUES ('$(basename "$1")')"
}

follow_primary() {
  root_sql "$1" --execute="CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT=$2, MASTER_USER='repl',
    MASTER_PASSWORD='repl-secret', MASTER_CONNECT_RETRY=1, MASTER_USE_GTID=slave_pos; START SLAVE"
  wait_until 30 replication_runs "$1" || die "$1: replication does not run, see $1/log"
}

start_all() {
  local dir=$1 replicas=1 owner='' options=() name
  shift
  while (($#)); do
    case $1 in
      --replicas) replicas=${2:?} && shift ;;
      --owner) owner=${2:?} && shift ;;
      --server-option=*) options+=("${1#*=}") ;;
      --server-option) options+=("${2:?}") && shift ;;
      *) usage ;;
    esac
    shift
  done
  [[ ! -e $dir/primary ]] || die "$dir already holds servers"
  mkdir -p "$dir/template"
  printf '%s' "${options[@]/%/$'\n'}" >"$dir/server-options"
  make_certificates "$dir/tls"
  trap 'rc=$?; ((rc == 0)) || stop_all "'"$dir"'"' EXIT
  trap 'exit 130' INT TERM

  # One data directory is made, the others are copies: making one takes seconds.
  mkdir "$dir/template/tmp"
  mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$dir/template/data" --tmpdir="$dir/template/tmp" --skip-test-db \
    --auth-root-authentication-method=normal --innodb-log-file-size=256M >"$dir/template/log" 2>&1 ||
    { tail -n 20 "$dir/template/log" >&2; die "mariadb-install-db failed"; }
  for name in primary $(seq -f 'replica%g' "$replicas"); do
    cp -a --reflink=auto --sparse=always "$dir/template" "$dir/$name"
  done
  rm -rf "$dir/template"

  start_by_name "$dir" primary
  create_primary_content "$dir/primary"
  create_whoami "$dir/primary"
  for name in $(seq -f 'replica%g' "$replicas"); do
    start_by_name "$dir" "$name"
    follow_primary "$dir/$name" "$(<"$dir/primary/port")"
  done
  ((replicas == 0)) || catch_up "$dir"
  for name in $(seq -f 'replica%g' "$replicas"); do create_whoami "$dir/$name"; done

  for name in primary $(seq -f 'replica%g' "$replicas"); do describe "$dir/$name"; done
  if [[ -n $owner ]]; then
    setsid "$0" stop-after "$dir" "$owner" </dev/null >/dev/null 2>&1 &
  fi
  printf 'ready\n'
}

(($# >= 2)) || usage
command=$1
dir=$(realpath -m "$2")
shift 2
case $command in
  start) start_all "$dir" "$@" ;;
  start-server)
    (($# == 1)) || usage
    start_by_name "$dir" "$1"
    describe "$dir/$1"
    ;;
  catch-up) catch_up "$dir" ;;
  stop) stop_all "$dir" ;;
  # Internal: waits for the owner in the background, so that a killed test run leaves no servers behind.
  stop-after)
    tail --pid="$1" -f /dev/null
    stop_all "$dir"
    ;;
  *) usage ;;
esac
