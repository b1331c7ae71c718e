#!/usr/bin/env bash
# Installs what the tests need, builds once, runs every test project, and ends with `N passed, N failed`
# (`, N skipped` follows where some were).
#
#   test.sh [--long]    --long runs the tests of long duration in full (SCEPROXY_LONG=1), else each takes ≤ 60 s; and all end-to-end
#                       tests on each transport, else the proxies of the tests have them in turn
#
# The exit code is 0 only if tests ran, none failed, and every test project came to its end.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
# shellcheck source=common.sh
source "$here/common.sh"

case ${1-} in
  '') transports=('') ;;
  --long)
    export SCEPROXY_LONG=1
    transports=(io_uring epoll sockets)
    ;;
  *) die "usage: test.sh [--long]" ;;
esac

command -v dotnet >/dev/null 2>&1 || die "the .NET 10 SDK is needed: no dotnet in PATH"
require_commands mariadbd:mariadb-server-core mariadb-install-db:mariadb-server-core mariadb:mariadb-client-core \
  openssl:openssl memcached:memcached sysbench:sysbench php:php-cli perl:perl go:golang-go node:nodejs npm:npm javac:default-jdk-headless
require_packages php-mysql libdbd-mariadb-perl libdbd-mysql-perl golang-github-go-sql-driver-mysql-dev python3-pymysql python3-mysqldb \
  python3-cryptography libmariadb-java zookeeper rabbitmq-server
require_files /usr/lib/mysql/plugin/auth_ed25519.so:mariadb-server

results=$(mktemp -d "${TMPDIR:-/tmp}/sceproxy-tests.XXXXXX")
trap 'rm -rf "$results"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

dotnet build "$root/SceNettyProxy.sln" --configuration Release --nologo --verbosity quiet || die "the build failed"

# Two lanes share the machine: the one mostly waits for servers and drivers, the other computes and waits for other drivers.
# Each run of a project has a name, under which its result file and its exit code stand in $results.
run_project() {
  local name=$1 project=$2 filter=${3-} code=0
  printf '\n== %s\n' "$name"
  E2E_LANE=$name dotnet test "$project" --configuration Release --no-build --nologo --results-directory "$results" \
    --logger "trx;LogFileName=$name.trx" ${filter:+--filter "$filter"} || code=$?
  echo "$code" >"$results/$name.code"
}

end_to_end=$root/test/EndToEnd/SceNettyProxy.EndToEnd.csproj
compared='FullyQualifiedName~EndToEnd.Drivers.|FullyQualifiedName~EndToEnd.Driver.|FullyQualifiedName~EndToEnd.CommandLine.'
servers='FullyQualifiedName!~EndToEnd.Drivers.&FullyQualifiedName!~EndToEnd.Driver.&FullyQualifiedName!~EndToEnd.CommandLine.'
names=()
for transport in "${transports[@]}"; do names+=("EndToEnd.Servers${transport:+.$transport}" "EndToEnd.Drivers${transport:+.$transport}"); done
projects=()
while IFS= read -r project; do
  [[ $project == "$end_to_end" ]] && continue
  projects+=("$project")
  names+=("$(basename "$project" .csproj)")
done < <(grep -l '<IsTestProject>true' "$root"/test/*/*.csproj)

run_end_to_end() {
  local transport
  for transport in "${transports[@]}"; do E2E_TRANSPORT=$transport run_project "$1${transport:+.$transport}" "$end_to_end" "$2"; done
}

other_lane() {
  local project
  for project in "${projects[@]}"; do run_project "$(basename "$project" .csproj)" "$project"; done
  run_end_to_end EndToEnd.Drivers "$compared"
}

other_lane >"$results/other-lane.log" 2>&1 &
lane=$!
trap 'kill "$lane" 2>/dev/null; exit 130' INT
trap 'kill "$lane" 2>/dev/null; exit 143' TERM
run_end_to_end EndToEnd.Servers "$servers"
wait "$lane" || true
cat "$results/other-lane.log"

# A run that ends badly without a failed test (a crash, no result file, no test) counts as one failure.
passed=0 failed=0 skipped=0
counter() { grep -o '<Counters [^>]*>' "$1" | grep -o " $2=\"[0-9]*\"" | grep -o '[0-9]*'; }
for name in "${names[@]}"; do
  trx=$results/$name.trx ok=0 bad=0 all=0
  code=$(cat "$results/$name.code" 2>/dev/null) || code='no code'
  if [[ -f $trx ]]; then
    ok=$(counter "$trx" passed)
    bad=$(($(counter "$trx" failed) + $(counter "$trx" error) + $(counter "$trx" timeout) + $(counter "$trx" aborted)))
    all=$(counter "$trx" total)
  fi
  if [[ $code != 0 && $bad == 0 ]] || ((all == 0)); then
    say "$name: ended with $code after $all tests although none failed"
    bad=$((bad + 1))
  fi
  passed=$((passed + ok))
  failed=$((failed + bad))
  if ((all > ok + bad)); then skipped=$((skipped + all - ok - bad)); fi
done

for compared in "$root"/test/EndToEnd/bin/Release/net10.0/compared-values-*.txt; do
  if [[ -f $compared ]]; then printf '\nvalues compared between the direct and the other side: %s\n' "$compared"; fi
done

summary="$passed passed, $failed failed"
if ((skipped > 0)); then summary+=", $skipped skipped"; fi
printf '\n%s\n' "$summary"
((failed == 0 && passed > 0))
