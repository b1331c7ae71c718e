#!/usr/bin/env bash
# Shows the proxy at work on this machine, with real servers and nothing left behind:
# a private MariaDB primary and replica, the proxy in front of them, one write and one read through it.
#
#   quickstart.sh            stays until Ctrl-C, then takes down all that it started
#   quickstart.sh --check    leaves at once; exit code 0 only if every step was seen to work
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
  *) die "usage: quickstart.sh [--check]" ;;
esac

command -v dotnet >/dev/null 2>&1 || die "the .NET 10 SDK is needed: no dotnet in PATH"
require_commands mariadbd:mariadb-server-core mariadb-install-db:mariadb-server-core mariadb:mariadb-client-core \
  openssl:openssl

work=$(mktemp -d "${TMPDIR:-/tmp}/sceproxy-quickstart.XXXXXX")
proxy_pid=''
clean_up() {
  trap '' INT TERM
  if [[ -n $proxy_pid ]]; then
    kill -TERM "$proxy_pid" 2>/dev/null || true
    wait_until 15 bash -c "! kill -0 $proxy_pid 2>/dev/null" || kill -KILL "$proxy_pid" 2>/dev/null || true
  fi
  "$here/mariadb-pair.sh" stop "$work/servers" || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say "1. Building"
dotnet build "$root/src/Bootstrap" --configuration Release --nologo --verbosity quiet >"$work/build.log" 2>&1 ||
  { cat "$work/build.log" >&2; die "the build failed"; }

say "2. Starting a MariaDB primary and a replica in $work/servers"
"$here/mariadb-pair.sh" start "$work/servers" --replicas 1 --owner $$ >"$work/servers.txt"
port_of() { sed -n "s/^$1 port=\([0-9]*\) .*/\1/p" "$work/servers.txt"; }
primary=$(port_of primary)
replica=$(port_of replica1)
say "   primary 127.0.0.1:$primary, replica 127.0.0.1:$replica"

port=61050
while port_is_taken "$port"; do
  say "   port $port is taken, trying $((port + 1))"
  port=$((port + 1))
done
mkdir "$work/conf"
cat >"$work/conf/proxy.json" <<JSON
{
  "listeners": [{ "name": "main", "address": "127.0.0.1", "port": $port, "workers": "workers" }]
}
JSON
cat >"$work/conf/databases.json" <<JSON
{
  "authedIps": ["127.0.0.1", "::1"],
  "databases": {
    "shop": {
      "user": "app",
      "password": "app-secret",
      "schema": "shop",
      "primary": "127.0.0.1:$primary",
      "replicas": [{ "address": "127.0.0.1:$replica", "weight": 1 }]
    }
  }
}
JSON

say "3. Starting the proxy on 127.0.0.1:$port"
dotnet "$root/src/Bootstrap/bin/Release/net10.0/sceproxy.dll" run --conf "$work/conf" >"$work/proxy.log" 2>&1 &
proxy_pid=$!
proxy_listens_or_died() { port_is_taken "$port" || ! kill -0 "$proxy_pid" 2>/dev/null; }
if ! wait_until 30 proxy_listens_or_died || ! kill -0 "$proxy_pid" 2>/dev/null; then
  cat "$work/proxy.log" >&2
  die "the proxy does not listen on port $port"
fi

# One client run is one session: what it wrote holds back no read of the next one.
through_proxy() {
  mariadb --no-defaults --host=127.0.0.1 --port="$port" --user=app --password=app-secret \
    --batch --skip-column-names shop --execute="$1"
}
failed() {
  say "--- the proxy's log:"
  cat "$work/proxy.log" >&2
  die "$1"
}

say "4. Writing a row through the proxy, as the ordinary user app"
# The row is filled from whoami on the server that runs the statement, so it tells where the write went.
through_proxy "CREATE TABLE visits (id INT AUTO_INCREMENT PRIMARY KEY, written_by VARCHAR(20)) ENGINE=InnoDB;
  INSERT INTO visits (written_by) SELECT name FROM whoami" || failed "the write failed"
"$here/mariadb-pair.sh" catch-up "$work/servers"

say "5. Reading it back through the proxy"
answer=$(through_proxy "SELECT v.written_by, w.name FROM visits v, whoami w") || failed "the read failed"
read -r wrote read_by <<<"$answer"
printf 'the write was answered by: %s\nthe read was answered by:  %s\n' "$wrote" "$read_by"
[[ $wrote == primary ]] || failed "the write went to '$wrote', not to the primary"
[[ $read_by == replica1 ]] || failed "the read was answered by '$read_by', not by the replica"

if $check; then
  printf 'quickstart: every step worked\n'
  exit 0
fi
cat <<TEXT

The proxy runs. Connect with
  mariadb --host=127.0.0.1 --port=$port --user=app --password=app-secret shop
Its configuration is in $work/conf, its log is $work/proxy.log. Ctrl-C ends everything.
TEXT
wait "$proxy_pid" || failed "the proxy has ended"
failed "the proxy has ended"
