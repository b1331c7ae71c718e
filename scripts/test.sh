#!/usr/bin/env bash
# Installs what the tests need, builds once, runs every test project, and ends with `N passed, N failed`
# (`, N skipped` follows where some were).
#
#   test.sh [--long]    --long runs the tests of long duration in full (SCEPROXY_LONG=1), else each takes ≤ 60 s
#
# The exit code is 0 only if tests ran, none failed, and every test project came to its end.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
# shellcheck source=common.sh
source "$here/common.sh"

case ${1-} in
  '') ;;
  --long) export SCEPROXY_LONG=1 ;;
  *) die "usage: test.sh [--long]" ;;
esac

command -v dotnet >/dev/null 2>&1 || die "the .NET 10 SDK is needed: no dotnet in PATH"
require_commands mariadbd:mariadb-server-core mariadb-install-db:mariadb-server-core mariadb:mariadb-client-core \
  openssl:openssl memcached:memcached sysbench:sysbench php:php-cli perl:perl go:golang-go node:nodejs npm:npm javac:default-jdk-headless
require_packages php-mysql libdbd-mariadb-perl golang-github-go-sql-driver-mysql-dev python3-pymysql python3-mysqldb \
  python3-cryptography libmariadb-java
require_files /usr/lib/mysql/plugin/auth_ed25519.so:mariadb-server

results=$(mktemp -d "${TMPDIR:-/tmp}/sceproxy-tests.XXXXXX")
trap 'rm -rf "$results"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

dotnet build "$root/SceNettyProxy.sln" --configuration Release --nologo --verbosity quiet || die "the build failed"

passed=0 failed=0 skipped=0
counter() { grep -o '<Counters [^>]*>' "$1" | grep -o " $2=\"[0-9]*\"" | grep -o '[0-9]*'; }

# A project that ends badly without a failed test (a crash, no result file) counts as one failure.
run_project() {
  local project=$1 name trx code=0 ok=0 bad=0 all=0
  name=$(basename "$project" .csproj)
  printf '\n== %s\n' "$name"
  dotnet test "$project" --configuration Release --no-build --nologo --results-directory "$results" \
    --logger "trx;LogFileName=$name.trx" || code=$?
  trx=$results/$name.trx
  if [[ -f $trx ]]; then
    ok=$(counter "$trx" passed)
    bad=$(($(counter "$trx" failed) + $(counter "$trx" error) + $(counter "$trx" timeout) + $(counter "$trx" aborted)))
    all=$(counter "$trx" total)
  fi
  if ((all == 0)) && grep -rqs --include='*.cs' --exclude-dir={bin,obj} '\[TestMethod' "$(dirname "$project")"; then
    say "$name: it has tests, but none ran"
    bad=1
  elif ((code != 0 && bad == 0)); then
    say "$name: ended with code $code although no test failed"
    bad=1
  fi
  passed=$((passed + ok))
  failed=$((failed + bad))
  if ((all > ok + bad)); then skipped=$((skipped + all - ok - bad)); fi
}

while IFS= read -r project; do
  run_project "$project"
done < <(grep -l '<IsTestProject>true' "$root"/test/*/*.csproj)

compared=$root/test/EndToEnd/bin/Release/net10.0/compared-values.txt
if [[ -f $compared ]]; then printf '\nvalues compared between the direct and the other side: %s\n' "$compared"; fi

summary="$passed passed, $failed failed"
if ((skipped > 0)); then summary+=", $skipped skipped"; fi
printf '\n%s\n' "$summary"
((failed == 0 && passed > 0))
