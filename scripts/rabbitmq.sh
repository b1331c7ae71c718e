#!/usr/bin/env bash
# One RabbitMQ on loopback, in a private folder, with an epmd of its own. For tests and demonstrations.
#
#   rabbitmq.sh start DIR [--owner PID]    from an empty folder; stops when PID ends
#   rabbitmq.sh start-server DIR           a stopped or killed server again, on its old port
#   rabbitmq.sh ctl DIR COMMAND…           rabbitmqctl for that server
#   rabbitmq.sh stop DIR                   the server and its epmd; the folder stays
#
# start and start-server print one line on stdout when the server takes connections:
#   port=21001 pid=4711
# The account is sce / sce-secret, an administrator; it may log in from loopback only, where the server listens.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=common.sh
source "$here/common.sh"

usage() { die "usage: start DIR [--owner PID] | start-server DIR | ctl DIR COMMAND… | stop DIR"; }

# live_pid DIR NAME: the process whose id stands in DIR/NAME.pid, if it still is one of this folder.
live_pid() {
  local pid
  pid=$(cat "$1/$2.pid" 2>/dev/null) || return 1
  [[ -n $pid ]] && tr '\0' '\n' 2>/dev/null <"/proc/$pid/environ" | grep -qxF -- "HOME=$1" || return 1
  printf '%s\n' "$pid"
}

ready_or_dead() { port_is_taken "$1" || ! kill -0 "$2" 2>/dev/null; }

# A process that has ended has no program, also while its parent has not taken notice.
is_gone() { ! readlink "/proc/$1/exe" >/dev/null 2>&1; }

# The settings of one folder, for the server, its tools and its epmd.
use_folder() {
  export HOME=$1 RABBITMQ_CONFIG_FILE=$1/rabbitmq.conf RABBITMQ_MNESIA_BASE=$1/mnesia RABBITMQ_LOG_BASE=$1/log \
    RABBITMQ_NODENAME=sce@localhost RABBITMQ_ENABLED_PLUGINS_FILE=$1/plugins RABBITMQ_CONF_ENV_FILE=$1/none \
    ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT RABBITMQ_DIST_PORT RUNNING_UNDER_SYSTEMD=1
  ERL_EPMD_PORT=$(<"$1/epmd.port")
  RABBITMQ_DIST_PORT=$(<"$1/dist.port")
}

start_server() {
  local dir=$1 port pid
  use_folder "$dir"
  port=$(<"$dir/port")
  if ! live_pid "$dir" epmd >/dev/null; then
    setsid epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 </dev/null >>"$dir/epmd.log" 2>&1 &
    printf '%s\n' "$!" >"$dir/epmd.pid"
    wait_until 10 port_is_taken "$ERL_EPMD_PORT" || die "$dir: epmd does not listen"
  fi
  # By RUNNING_UNDER_SYSTEMD the script becomes the server itself, so this is the id of both.
  setsid /usr/lib/rabbitmq/bin/rabbitmq-server </dev/null >>"$dir/out" 2>&1 &
  pid=$!
  printf '%s\n' "$pid" >"$dir/server.pid"
  wait_until 60 ready_or_dead "$port" "$pid" || die "$dir: no answer within 60 s, see $dir/out"
  kill -0 "$pid" 2>/dev/null || { tail -n 20 "$dir/out" >&2; die "$dir: RabbitMQ did not start"; }
  printf 'port=%s pid=%s\n' "$port" "$pid"
}

start_all() {
  local dir=$1 owner=''
  shift
  while (($#)); do
    case $1 in
      --owner) owner=${2:?} && shift ;;
      *) usage ;;
    esac
    shift
  done
  [[ ! -e $dir/rabbitmq.conf ]] || die "$dir already holds a server"
  mkdir -p "$dir"
  free_port >"$dir/port"
  free_port >"$dir/epmd.port"
  free_port >"$dir/dist.port"
  printf '[].\n' >"$dir/plugins"
  cat >"$dir/rabbitmq.conf" <<CONF
listeners.tcp.1 = 127.0.0.1:$(<"$dir/port")
default_user = sce
default_pass = sce-secret
disk_free_limit.absolute = 50MB
CONF
  trap 'rc=$?; ((rc == 0)) || stop_all "'"$dir"'"' EXIT
  trap 'exit 130' INT TERM
  start_server "$dir"
  if [[ -n $owner ]]; then
    setsid "$0" stop-after "$dir" "$owner" </dev/null >/dev/null 2>&1 &
  fi
}

# Ends the processes of the folder with SIGKILL: nothing of it is to be kept.
stop_all() {
  local dir=$1 name pid
  for name in server epmd; do
    pid=$(live_pid "$dir" "$name") || continue
    kill -KILL "$pid" 2>/dev/null || true
    wait_until 10 is_gone "$pid" || true
    rm -f "$dir/$name.pid"
  done
}

(($# >= 2)) || usage
command=$1
dir=$(realpath -m "$2")
shift 2
case $command in
  start) start_all "$dir" "$@" ;;
  start-server) start_server "$dir" ;;
  ctl)
    use_folder "$dir"
    exec /usr/lib/rabbitmq/bin/rabbitmqctl --quiet "$@"
    ;;
  stop) stop_all "$dir" ;;
  # Internal: waits for the owner in the background, so that a killed test run leaves no server behind.
  stop-after)
    tail --pid="$1" -f /dev/null
    stop_all "$dir"
    ;;
  *) usage ;;
esac
