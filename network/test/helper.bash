# Shared by the tests of network.sh: one network of its own name and ports.

network_home="$(readlink -f -- "${BASH_SOURCE[0]}")"
network_home="${network_home%/*/*}"
network_sh="$network_home/network.sh"
export STEMMA_NETWORK="${STEMMA_TEST_NETWORK:-bats}"
export STEMMA_BASE_PORT="${STEMMA_TEST_BASE_PORT:-21000}"
state="$network_home/.state/$STEMMA_NETWORK"
jar="${STEMMA_TEST_JAR:-$network_home/../chaincode/contracts/target/stemma-contracts.jar}"

network() { "$network_sh" "$@"; }

# poll SECONDS COMMAND...: true as soon as the command succeeds, false at the deadline.
poll() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

fail() {
  printf '%s\n' "$@" >&2
  return 1
}

# says TEXT: the last run's output holds it.
says() {
  [[ "$output" == *"$1"* ]] || fail "expected: $1" "got: $output"
}

exits() {
  [[ "$status" -eq "$1" ]] || fail "exit code $status, not $1" "$output"
}

# ended PID: also while init has not yet collected what a supervisor left.
# A PATH without what only starting needs: Java, Go, Maven, git.
bare_path() {
  local folder="$BATS_FILE_TMPDIR/bare" tool
  mkdir -p "$folder"
  for tool in bash env awk grep readlink cat; do ln -sf "$(command -v "$tool")" "$folder/$tool"; done
  printf '%s' "$folder"
}

ended() { ! kill -0 "$1"; }

pid_of() { cat "$state/orgs/$1/run/$1-$2.pid"; }

# The member's height as the peer reports it.
height() {
  network status | awk -v node="$1-peer" '$1 == node { print $5 }'
}

# http_get URL: the answer with its headers, without a program of its own.
http_get() {
  local rest="${1#http://}" address
  address="${rest%%/*}"
  exec 9<>"/dev/tcp/${address%:*}/${address#*:}"
  printf 'GET /%s HTTP/1.0\r\nHost: %s\r\n\r\n' "${rest#*/}" "$address" >&9
  cat <&9
  exec 9>&-
}

genesis_is_on_the_ledger() {
  network cc invoke -ccic '{"Args":["kernel:genesis","{\"organisations\":[{\"id\":\"ArchiveMSP\",\"name\":\"Archive\"},{\"id\":\"LabMSP\",\"name\":\"Lab\"},{\"id\":\"StudioMSP\",\"name\":\"Studio\"}],\"profile\":\"demo\",\"request\":\"again\",\"v\":1}"]}' 2>&1 |
    grep -q 'kernel.genesis_done'
}
