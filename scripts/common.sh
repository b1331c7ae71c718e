# What the scripts of this folder share. To be sourced, not run.

# Prints to stderr, so that the machine-readable lines of a script stay alone on stdout.
say() { printf '%s\n' "$*" >&2; }

die() {
  say "$(basename "$0"): $*"
  exit 1
}

# require_commands COMMAND:PACKAGE…
# Makes sure that each command exists. As root the missing packages are installed from the distribution; anybody else
# is told their names.
require_commands() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing+=("${pair##*:}")
  done
  install_packages "${missing[@]}"
}

# require_files FILE:PACKAGE…: the same for what is no command.
require_files() {
  local pair missing=()
  for pair in "$@"; do
    [[ -e ${pair%:*} ]] || missing+=("${pair##*:}")
  done
  install_packages "${missing[@]}"
}

# require_packages PACKAGE…: the same for what is no command and has no fixed place.
require_packages() {
  local package missing=()
  for package in "$@"; do
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  install_packages "${missing[@]}"
}

install_packages() {
  (($#)) || return 0
  local missing
  mapfile -t missing < <(printf '%s\n' "$@" | sort -u)
  [[ $(id -u) == 0 ]] || die "missing packages: ${missing[*]} (install them, or run this as root)"
  say "installing ${missing[*]}"
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

# True when something listens on loopback port $1.
port_is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# wait_until SECONDS COMMAND…: true as soon as the command succeeds, false when the time is over.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.05
  done
}

# A free port below the ephemeral range, so that no outgoing connection takes it before the server does.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    port_is_taken "$port" || break
  done
  printf '%s\n' "$port"
}
