#!/usr/bin/env bash
# Several proxies that share everything, with real servers on loopback and nothing left behind: a MariaDB primary and replica,
# ZooKeeper, memcached and RabbitMQ, and two proxies that take their databases from ZooKeeper.
#
#   cluster.sh            stays until Ctrl-C, then takes down all that it started
#   cluster.sh --check    shows what is shared, and leaves; exit code 0 only if every step was seen to work
#
# Touches a temporary folder, the build output and, as root, missing packages of the distribution; nothing else.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
# shellcheck source=common.sh
source "$here/common.sh"

check=false
case ${1-} in
  '') ;;
  --check) check=true ;;
  *) die "usage: cluster.sh [--check]" ;;
esac

command -v dotnet >/dev/null 2>&1 || die "the .NET 10 SDK is needed: no dotnet in PATH"
require_commands mariadbd:mariadb-server-core mariadb-install-db:mariadb-server-core mariadb:mariadb-client-core \
  openssl:openssl memcached:memcached
require_packages zookeeper rabbitmq-server

work=$(mktemp -d "${TMPDIR:-/tmp}/sceproxy-cluster.XXXXXX")
declare -A pid=()
end() {
  local name=$1 signal=${2:-TERM}
  [[ -n ${pid[$name]-} ]] || return 0
  kill "-$signal" "${pid[$name]}" 2>/dev/null || true
  wait_until 15 bash -c "! kill -0 ${pid[$name]} 2>/dev/null" || kill -KILL "${pid[$name]}" 2>/dev/null || true
  unset "pid[$name]"
}
clean_up() {
  trap '' INT TERM
  local name
  for name in one two memcached zookeeper; do end "$name"; done
  "$here/rabbitmq.sh" stop "$work/rabbitmq" || true
  "$here/mariadb-pair.sh" stop "$work/servers" || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

failed() {
  local name
  for name in one two; do
    say "--- the log of proxy $name:"
    tail -n 40 "$work/$name.log" >&2 || true
  done
  die "$1"
}
say "1. Building"
dotnet build "$root/src/Bootstrap" --configuration Release --nologo --verbosity quiet >"$work/build.log" 2>&1 ||
  { cat "$work/build.log" >&2; die "the build failed"; }
program=$root/src/Bootstrap/bin/Release/net10.0/sceproxy.dll
sceproxy() { dotnet "$program" "$@"; }

say "2. Starting MariaDB (a primary and a replica), ZooKeeper, memcached and RabbitMQ in $work"
"$here/mariadb-pair.sh" start "$work/servers" --replicas 1 --owner $$ >"$work/servers.txt"
port_of() { sed -n "s/^$1 port=\([0-9]*\) .*/\1/p" "$work/servers.txt"; }
primary=127.0.0.1:$(port_of primary)
replica=127.0.0.1:$(port_of replica1)
"$here/rabbitmq.sh" start "$work/rabbitmq" --owner $$ >"$work/rabbitmq.txt"
rabbitmq=127.0.0.1:$(sed -n 's/^port=\([0-9]*\) .*/\1/p' "$work/rabbitmq.txt")
memcached_port=$(free_port)
memcached -u root -l 127.0.0.1 -p "$memcached_port" -m 64 >"$work/memcached.log" 2>&1 &
pid[memcached]=$!
zookeeper_port=$(free_port)
mkdir "$work/zookeeper"
cat >"$work/zookeeper/zoo.cfg" <<CONF
tickTime=500
dataDir=$work/zookeeper
clientPort=$zookeeper_port
clientPortAddress=127.0.0.1
admin.enableServer=false
CONF
# The script becomes the server, so the id is the server's.
ZOOCFGDIR=$work/zookeeper ZOO_LOG_DIR=$work/zookeeper JVMFLAGS=-Xmx128m \
  /usr/share/zookeeper/bin/zkServer.sh start-foreground "$work/zookeeper/zoo.cfg" >"$work/zookeeper.log" 2>&1 &
pid[zookeeper]=$!
wait_until 30 port_is_taken "$zookeeper_port" || { cat "$work/zookeeper.log" >&2; die "ZooKeeper does not listen"; }
wait_until 10 port_is_taken "$memcached_port" || die "memcached does not listen"
say "   primary $primary, replica $replica, ZooKeeper 127.0.0.1:$zookeeper_port, memcached 127.0.0.1:$memcached_port, RabbitMQ $rabbitmq"

# configure NAME: a proxy's configuration. What is shared is the same in both.
declare -A port=() admin=()
configure() {
  local name=$1
  port[$name]=61050
  while port_is_taken "${port[$name]}" || [[ $name == two && ${port[$name]} == "${port[one]}" ]]; do
    port[$name]=$((port[$name] + 10))
  done
  admin[$name]=127.0.0.1:$(free_port)
  mkdir "$work/$name"
  cat >"$work/$name/proxy.json" <<JSON
{
  "listeners": [{ "name": "main", "address": "127.0.0.1", "port": ${port[$name]}, "workers": "workers" }],
  "registry": { "keyFile": "../key", "zookeeper": { "servers": ["127.0.0.1:$zookeeper_port"], "digest": "sce:cluster-secret" } },
  "forbids": { "rabbitmq": { "servers": ["$rabbitmq"], "user": "sce", "password": "sce-secret" } },
  "counters": { "kind": "memcached", "servers": ["127.0.0.1:$memcached_port"], "lease": 5, "reconcile": 1, "proxies": 2 },
  "admin": { "listen": "${admin[$name]}", "secret": "between-the-proxies" }
}
JSON
}
configure one
configure two

say "3. Filling the tree in ZooKeeper"
# No password stands there in plain text.
password=$(sceproxy encrypt --key-file "$work/key" --new-key <<<app-secret) || die "the password could not be encrypted"
cat >"$work/databases.json" <<JSON
{
  "authedIps": ["127.0.0.1", "::1"],
  "databases": {
    "shop": {
      "user": "app", "password": "$password", "schema": "shop", "primary": "$primary", "replicas": ["$replica"],
      "readAfterWrite": 0, "sqlPolicy": "transparent", "limits": { "connections": 3 }
    }
  }
}
JSON
sceproxy tree init --conf "$work/one" >"$work/tree.log" || die "the tree could not be made"
sceproxy tree load --file "$work/databases.json" --conf "$work/one" >>"$work/tree.log" || die "the tree could not be filled"

start() {
  local name=$1
  # Not by the function above, whose id would be that of a shell.
  dotnet "$program" run --conf "$work/$name" >"$work/$name.log" 2>&1 &
  pid[$name]=$!
  # Its end is expected, and no news of the shell's.
  disown
  wait_until 60 port_is_taken "${port[$name]}" || failed "proxy $name does not listen"
}
say "4. Starting two proxies"
start one
start two
say "   one on 127.0.0.1:${port[one]}, two on 127.0.0.1:${port[two]}"

# One client run is one session.
through() {
  local name=$1
  shift
  mariadb --no-defaults --host=127.0.0.1 --port="${port[$name]}" --user=app --password=app-secret \
    --batch --skip-column-names --unbuffered shop --execute="$*" 2>&1
}
# What is the last line of an answer: errors come behind the text of their statement.
last_line() { through "$@" | tail -n 1; }
# sees NAME SQL TEXT: the answer or the error holds the text.
sees() {
  local answer
  answer=$(through "$1" "$2") || true
  [[ $answer == *"$3"* ]]
}
both_see() { sees one "$1" "$2" && sees two "$1" "$2"; }

if ! $check; then
  sceproxy status --conf "$work/one" || true
  cat <<TEXT

Both proxies run. Connect with
  mariadb --host=127.0.0.1 --port=${port[one]} --user=app --password=app-secret shop
  mariadb --host=127.0.0.1 --port=${port[two]} --user=app --password=app-secret shop
Their configurations are $work/one and $work/two; try
  dotnet $program status --conf $work/one
Ctrl-C ends everything.
TEXT
  wait "${pid[one]}" "${pid[two]}" || true
  failed "a proxy has ended"
fi

who='SELECT name FROM whoami'
printf 'a read through each proxy is answered by: %s, %s\n' "$(through one "$who")" "$(through two "$who")"
both_see "$who" replica1 || failed "reads are not answered by the replica"

say "5. Changing the read host in ZooKeeper"
sceproxy tree set shop "replicas=[\"$primary\"]" --conf "$work/two" >>"$work/tree.log" || failed "the tree could not be changed"
wait_until 10 both_see "$who" primary || failed "the new host is not used"
printf 'after the change in ZooKeeper: %s, %s\n' "$(through one "$who")" "$(through two "$who")"

say "6. Sending a forbid over RabbitMQ"
sceproxy forbid send shop --verbs INSERT --seconds 600 --reason 'cluster check' --conf "$work/one" >>"$work/tree.log" ||
  failed "the forbid could not be sent"
insert='INSERT INTO no_such_table VALUES (1)'
wait_until 10 both_see "$insert" 'ERROR 2910' || failed "the forbid is not in force on both proxies"
printf 'an INSERT through each proxy:\n  %s\n  %s\n' "$(last_line one "$insert")" "$(last_line two "$insert")"

say "7. Killing a statement of proxy one by its id through proxy two"
through one 'SELECT CONNECTION_ID(); SELECT SLEEP(60)' >"$work/killed.txt" &
client=$!
id_is_told() { [[ -s $work/killed.txt ]]; }
wait_until 10 id_is_told || failed "the session has no id"
id=$(head -n 1 "$work/killed.txt")
is_asleep() { [[ $(mariadb --no-defaults --host=127.0.0.1 --port="${primary##*:}" --user=admin --password=admin-secret --batch \
  --skip-column-names --execute="SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP%'") == 1 ]]; }
wait_until 10 is_asleep || failed "the statement does not run"
through two "KILL QUERY $id" || failed "the KILL was refused"
# An interrupted SLEEP answers 1 in the place of 0, or an error.
wait "$client" || true
printf 'KILL QUERY %s: the statement answered: %s\n' "$id" "$(tail -n 1 "$work/killed.txt")"
[[ $(tail -n 1 "$work/killed.txt") == *1317* || $(tail -n 1 "$work/killed.txt") == 1 ]] || failed "the statement was not interrupted"

say "8. Exceeding the limit of 3 sessions across both proxies"
hold() { through "$1" 'SELECT SLEEP(60)' >/dev/null 2>&1 & }
hold one
hold two
hold two
total_is() { [[ $(sceproxy counters show --conf "$work/one" | awk '$1 == "shop" { print $2 }') == "$1" ]]; }
wait_until 20 total_is 3 || failed "the counter does not come to 3: $(sceproxy counters show --conf "$work/one")"
both_see 'SELECT 1' 'ERROR 2913' || failed "a fourth session was let in"
printf 'the fourth session at each proxy:\n  %s\n  %s\n' "$(last_line one 'SELECT 1')" "$(last_line two 'SELECT 1')"

say "9. Killing proxy one, the master, with SIGKILL"
sceproxy status --conf "$work/two"
end one KILL
admitted() { [[ $(through two 'SELECT 1') == 1 ]]; }
wait_until 30 admitted || failed "the place of the killed proxy's session is not free again"
printf 'after the lease of the killed proxy: %s\n' "$(sceproxy counters show --conf "$work/two")"
two_is_master() { sceproxy status --conf "$work/two" 2>/dev/null | grep -q "^127.0.0.1:${port[two]}.*, master,"; }
wait_until 30 two_is_master || failed "proxy two has not become master"
sceproxy status --conf "$work/two"
printf 'cluster: every step worked\n'
