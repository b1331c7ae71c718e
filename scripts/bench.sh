#!/usr/bin/env bash
# What the proxy costs, side by side in one run on this machine: directly, through HAProxy as a blind relay, and through the
# proxy on each of its transports with everything on (policy, limits, metering, read/write split). Rounds are interleaved
# (A B C, A B C, …) and medians told. Prints a table of figures and one of ratios.
#
#   bench.sh [--seconds N] [--rounds N] [--connections "1 16 64"] [--workloads "oltp_point_select …"] [--prepared]
#            [--peer NAME=PORT:PID]… [--write]
#
#   --seconds      of each measurement (20)
#   --rounds       of each measurement (5)
#   --connections  ("1 16 64 256")
#   --workloads    of sysbench ("oltp_point_select oltp_read_only oltp_read_write"); each as text, and as `…/ps` with --prepared
#   --peer         another proxy that runs already, on loopback, with the database shop of app / app-secret
#   --write        docs/benchmarks.md too, with the machine, versions and the date; its section Profile stays
#
# The figures: queries per second (qps), latency in ms (avg, p99), processor time of the proxy's process per query in µs (cpu),
# its resident memory in MB (rss). `rows` is one result of 1,000,000 rows, 200 MB, in seconds, and how much the process grew
# meanwhile at most, in MB. `start` is the time from the start of the process to its first accepted connection, in seconds.
# `idle` is the processor time of the idle process in ms per second; `sessions` the resident KB per
# idle session out of 10,000 that are logged in from another process: plain, with TLS, and compressed. `connect` is connections
# per second that log in, ask once and close, from 16 clients (qps), and the processor time of each (cpu).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
# shellcheck source=common.sh
source "$here/common.sh"

seconds=20 rounds=5 connections='1 16 64 256' workloads='oltp_point_select oltp_read_only oltp_read_write' prepared=false write=false
peers=()
while (($#)); do
  case $1 in
    --seconds) seconds=${2:?} && shift ;;
    --rounds) rounds=${2:?} && shift ;;
    --connections) connections=${2:?} && shift ;;
    --workloads) workloads=${2:?} && shift ;;
    --prepared) prepared=true ;;
    --peer) peers+=("${2:?}") && shift ;;
    --write) write=true ;;
    *) die "usage: see the head of $0" ;;
  esac
  shift
done

command -v dotnet >/dev/null 2>&1 || die "the .NET 10 SDK is needed: no dotnet in PATH"
require_commands mariadbd:mariadb-server-core mariadb-install-db:mariadb-server-core mariadb:mariadb-client-core \
  mariadb-slap:mariadb-client openssl:openssl sysbench:sysbench haproxy:haproxy python3:python3

work=$(mktemp -d "${TMPDIR:-/tmp}/sceproxy-bench.XXXXXX")
declare -A port=() pid=()
own=()
stop() {
  kill -TERM "${pid[$1]}" 2>/dev/null || true
  wait "${pid[$1]}" 2>/dev/null || true
}
clean_up() {
  trap '' INT TERM
  local name
  for name in "${own[@]}"; do stop "$name"; done
  "$here/mariadb-pair.sh" stop "$work/servers" || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

say "building"
"$here/publish.sh" "$work/publish" >"$work/build.log" 2>&1 ||
  { cat "$work/build.log" >&2; die "the build failed"; }

say "starting servers and proxies"
"$here/mariadb-pair.sh" start "$work/servers" --replicas 1 --owner $$ >"$work/servers.txt"
port_of() { sed -n "s/^$1 port=\([0-9]*\) .*/\1/p" "$work/servers.txt"; }
port[direct]=$(port_of primary)
replica=$(port_of replica1)
loops=$(nproc)

port[haproxy]=$(free_port)
sed -e "s/@THREADS@/$loops/; s/@PORT@/${port[haproxy]}/; s/@SERVER@/${port[direct]}/" "$here/bench/haproxy.cfg" >"$work/haproxy.cfg"
haproxy -f "$work/haproxy.cfg" >"$work/haproxy.log" 2>&1 &
pid[haproxy]=$!
own+=(haproxy)

"$work/publish/sceproxy" certificate "$work/tls" >/dev/null
start_proxy() {
  local transport=$1 name=$2
  port[$name]=$(free_port)
  mkdir "$work/$name"
  cat >"$work/$name/proxy.json" <<JSON
{
  "listeners": [{
    "name": "main", "address": "127.0.0.1", "port": ${port[$name]}, "workers": "workers",
    "tls": { "mode": "optional", "certificate": "../tls/server-cert.pem", "key": "../tls/server-key.pem" }
  }],
  "transport": "$transport"
}
JSON
  cat >"$work/$name/databases.json" <<JSON
{
  "authedIps": ["127.0.0.1"],
  "types": { "bench": { "maxconn": 100000 } },
  "databases": {
    "shop": {
      "user": "app", "password": "app-secret", "schema": "shop", "type": "bench", "sqlPolicy": "standard",
      "primary": "127.0.0.1:${port[direct]}", "replicas": ["127.0.0.1:$replica"],
      "limits": { "statements": { "perSecond": 10000000, "burst": 10000000 } }
    }
  }
}
JSON
  "$work/publish/sceproxy" run --conf "$work/$name" >"$work/$name.log" 2>&1 &
  pid[$name]=$!
  own+=("$name")
  wait_until 30 port_is_taken "${port[$name]}" || { cat "$work/$name.log" >&2; die "the proxy does not listen"; }
}
transports=(sockets epoll io_uring)
targets=(direct haproxy "${transports[@]}")
for transport in "${transports[@]}"; do start_proxy "$transport" "$transport"; done
for peer in "${peers[@]}"; do
  name=${peer%%=*}
  where=${peer#*=}
  port[$name]=${where%%:*}
  pid[$name]=${where##*:}
  targets+=("$name")
done

say "filling the tables"
sysbench_to() {
  local target=$1
  shift
  sysbench "$@" --db-driver=mysql --mysql-host=127.0.0.1 --mysql-port="${port[$target]}" --mysql-user=app \
    --mysql-password=app-secret --mysql-db=shop --tables=1 --table-size=10000
}
sysbench_to direct oltp_point_select prepare >/dev/null
mariadb --no-defaults --host=127.0.0.1 --port="${port[direct]}" --user=app --password=app-secret shop --execute="
  CREATE TABLE big (id INT PRIMARY KEY, filler CHAR(190) NOT NULL) ENGINE=InnoDB;
  INSERT INTO big SELECT seq, REPEAT('x', 190) FROM seq_1_to_1000000"
"$here/mariadb-pair.sh" catch-up "$work/servers"

ticks=$(getconf CLK_TCK)
# The processor time of a target's process in µs; 0 where there is none.
cpu_of() {
  [[ -n ${pid[$1]-} ]] || { echo 0; return; }
  awk -v ticks="$ticks" '{ sub(/.*\) /, ""); split($0, f, " "); printf "%d\n", (f[12] + f[13]) * 1000000 / ticks }' "/proc/${pid[$1]}/stat"
}
memory_of() { [[ -n ${pid[$1]-} ]] && awk -v key="$2:" '$1 == key { print $2 }' "/proc/${pid[$1]}/status" || echo 0; }

results=$work/results
measure() {
  local workload=$1 threads=$2 target=$3 ps=$4 before after
  before=$(cpu_of "$target")
  sysbench_to "$target" "$workload" run --threads="$threads" --time="$seconds" --db-ps-mode="$ps" --percentile=99 \
    --mysql-ignore-errors=1213 >"$work/out" 2>&1 || { cat "$work/out" >&2; die "sysbench through $target failed"; }
  after=$(cpu_of "$target")
  awk -v name="$workload$([[ $ps == auto ]] && echo /ps)" -v threads="$threads" -v target="$target" -v cpu=$((after - before)) \
    -v rss="$(memory_of "$target" VmRSS)" '
    /queries:/ { n = $2; sub(/\(/, "", $3); qps = $3 } /avg:/ { avg = $2 } /99th percentile:/ { p99 = $3 }
    END { printf "%s %d %s qps=%s avg=%s p99=%s", name, threads, target, qps, avg, p99
      if (target != "direct") printf " cpu=%.2f rss=%.1f", cpu / n, rss / 1024
      print "" }' "$work/out" >>"$results"
}

# Compiled and with full pools before it is measured.
say "warming up"
for target in "${targets[@]}"; do
  sysbench_to "$target" oltp_point_select run --threads=16 --time=5 --db-ps-mode=disable >/dev/null
done

modes=(disable)
if $prepared; then modes+=(auto); fi
for workload in $workloads; do
  for ps in "${modes[@]}"; do
    for threads in $connections; do
      say "$workload, ps-mode $ps, $threads connections"
      for ((round = 0; round < rounds; round++)); do
        for target in "${targets[@]}"; do measure "$workload" "$threads" "$target" "$ps"; done
      done
    done
  done
done

say "1,000,000 rows"
for ((round = 0; round < rounds; round++)); do
  for target in "${targets[@]}"; do
    grown=0
    if [[ -n ${pid[$target]-} ]]; then
      # From here on the peak is that of the result.
      echo 5 >"/proc/${pid[$target]}/clear_refs"
      grown=$(memory_of "$target" VmRSS)
    fi
    start=$(date +%s%N)
    mariadb --no-defaults --host=127.0.0.1 --port="${port[$target]}" --user=app --password=app-secret --quick --batch shop \
      --execute='SELECT * FROM big' >/dev/null
    end=$(date +%s%N)
    awk -v target="$target" -v time=$((end - start)) -v before="$grown" -v peak="$(memory_of "$target" VmHWM)" 'BEGIN {
      printf "rows 1 %s seconds=%.3f", target, time / 1e9
      if (target != "direct") printf " grown=%.1f", (peak - before) / 1024
      print "" }' >>"$results"
  done
done

say "start to listening"
for ((round = 0; round < rounds; round++)); do
  for transport in "${transports[@]}"; do
    start=$(date +%s%N)
    start_proxy "$transport" "start-$transport-$round"
    awk -v target="$transport" -v time=$(($(date +%s%N) - start)) 'BEGIN { printf "start 0 %s seconds=%.2f\n", target, time / 1e9 }' >>"$results"
    stop "start-$transport-$round"
  done
done

say "connect, ask, close"
connects=2000 clients=16
for ((round = 0; round < rounds; round++)); do
  for target in "${targets[@]}"; do
    before=$(cpu_of "$target")
    start=$(date +%s%N)
    mariadb-slap --no-defaults --host=127.0.0.1 --port="${port[$target]}" --user=app --password=app-secret --skip-ssl \
      --create-schema=shop --no-drop --query='SELECT c FROM sbtest1 WHERE id = 7' --detach=1 --concurrency="$clients" --number-of-queries="$connects" >"$work/out" 2>&1 ||
      { cat "$work/out" >&2; die "connections through $target"; }
    end=$(date +%s%N)
    awk -v target="$target" -v count="$connects" -v clients="$clients" -v time=$((end - start)) -v cpu=$(($(cpu_of "$target") - before)) 'BEGIN {
      printf "connect %d %s qps=%.1f", clients, target, count / (time / 1e9)
      if (target != "direct") printf " cpu=%.1f", cpu / count
      print "" }' >>"$results"
  done
done

say "idle sessions"
sessions=10000
# Logs sessions in and runs a command while they are idle.
with_sessions() {
  local target=$1 kind=$2 count=$3 client
  shift 3
  mkfifo "$work/hold"
  : >"$work/idle"
  python3 "$here/bench/idle_sessions.py" "${port[$target]}" app app-secret shop "$count" "$kind" <"$work/hold" >"$work/idle" 2>&1 &
  client=$!
  exec 9>"$work/hold"
  is_ready() { grep -q '^ready' "$work/idle" || ! kill -0 "$client" 2>/dev/null; }
  wait_until 300 is_ready && grep -q '^ready' "$work/idle" || { cat "$work/idle" >&2; die "the sessions of $target"; }
  "$@"
  exec 9>&-
  wait "$client" || true
  rm "$work/hold"
}
measure_idle() {
  local target=$1 transport=$2 kind=$3 before=$4 start end
  start=$(cpu_of "$target")
  sleep 10
  end=$(cpu_of "$target")
  awk -v target="$transport" -v kind="$kind" -v count="$sessions" -v cpu=$((end - start)) -v before="$before" -v after="$(memory_of "$target" VmRSS)" \
    'BEGIN { printf "idle/%s %d %s idle=%.2f sessions=%.1f\n", kind, count, target, cpu / 10000, (after - before) / count }' >>"$results"
}
for transport in "${transports[@]}"; do
  for kind in plain tls compressed; do
    # A process of its own, warm, since none gives back what earlier sessions took.
    target=$transport-$kind
    start_proxy "$transport" "$target"
    with_sessions "$target" "$kind" 500 true
    with_sessions "$target" "$kind" "$sessions" measure_idle "$target" "$transport" "$kind" "$(memory_of "$target" VmRSS)"
    stop "$target"
  done
done

report() {
  printf '# Benchmarks\n\nMade by `scripts/bench.sh`: %s rounds of %s s each, interleaved, medians. %s UTC.\n\n' "$rounds" "$seconds" "$(date -u '+%Y-%m-%d %H:%M')"
  printf 'Machine: %s CPUs (%s), Linux %s, .NET %s, %s, HAProxy %s, %s.\n' "$loops" "$(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -n 1)" \
    "$(uname -r)" "$(dotnet --version)" "$(mariadbd --version | sed 's/.*Ver \([^ ]*\).*/MariaDB \1/')" \
    "$(haproxy -v | sed -n '1s/.*version \([^ ]*\).*/\1/p')" "$(sysbench --version)"
  printf 'Commit %s. What each figure is stands at the head of the script; the clients and servers share the machine with what is measured.\n' \
    "$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)"
  python3 "$here/bench/report.py" "$results"
}
report | tee "$work/report.md"
if $write; then
  # What stands behind the tables is written by hand.
  sed -n '/^## Profile/,$p' "$root/docs/benchmarks.md" >"$work/profile.md"
  if [[ -s $work/profile.md ]]; then printf '\n' >>"$work/report.md"; fi
  cat "$work/report.md" "$work/profile.md" >"$root/docs/benchmarks.md"
fi
