#!/usr/bin/env bash
# Every test: all Maven modules, the network's scripts, and the whole story on a real network of its own.
# Runs beside a quickstart. Purges what it made and leaves no process. Needs what quickstart needs, curl, and
# python3 (3.11 or later, with venv).
#
#   scripts/test.sh            CI sizes
#   scripts/test.sh --full     the sizes of the acceptance
#
#   STEMMA_TEST_SEED           seed of randomised tests (default: fixed, printed)
set -euo pipefail

here="$(readlink -f -- "${BASH_SOURCE[0]}")"
here="${here%/*}"
root="${here%/*}"
size=ci
seed="${STEMMA_TEST_SEED:-20261121}"
began=$SECONDS
passed=0
failed=0
more=()
compilers=()
log="$(mktemp)"
beside_log="$(mktemp)"
# shellcheck source=network/java.bash
source "$root/network/java.bash"
# shellcheck source=scripts/built.bash
source "$here/built.bash"
# shellcheck source=scripts/test/python.bash
source "$here/test/python.bash"
fetching=""
beside=""

# shellcheck disable=SC2329 # called by the trap
finish() {
  if [[ -n "$beside" ]]; then
    # Its own trap purges what it made.
    kill -- "-$beside" 2>/dev/null || true
    wait "$beside" || true
  fi
  if [[ -n "$fetching" ]]; then kill "$fetching" 2>/dev/null || true; fi
  rm -f "$log" "$beside_log"
}
trap finish EXIT
# Whoever interrupts it means all suites, and not the one under way alone.
trap 'exit 130' INT
trap 'exit 143' TERM

case "${1:-}" in
  "") ;;
  # Long enough for both of HotSpot's compilers, and ratios of times are those of the product.
  --full) size=full more=(--full) compilers=(-Dstemma.compiler=-XX:+TieredCompilation) ;;
  -h | --help) sed -n '2,9p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'; exit 0 ;;
  *) printf 'test.sh: unknown argument %s; see --help\n' "$1" >&2; exit 2 ;;
esac

# Neither a name nor a port of a running network is inherited: each suite has its own.
unset STEMMA_NETWORK STEMMA_BASE_PORT STEMMA_KEY STEMMA_GATEWAY
export STEMMA_TEST_SIZE="$size" STEMMA_TEST_SEED="$seed"

title() { printf '\n=== %s (at %d s)\n' "$1" "$((SECONDS - began))"; }

# Runs a suite of shell tests and adds what it counted.
suite() { # title, command...
  local code=0
  title "$1"
  shift
  "$@" 2>&1 | tee "$log" || code=$?
  add "$1" "$code" "$log"
}

# Begins a suite that runs beside those that follow, as a process group, which can be ended as a whole.
begin_beside() { # title, command...
  beside_title="$1"
  shift
  beside_command="$1"
  title "$beside_title: begins; its lines follow at the end"
  set -m
  "$@" </dev/null >"$beside_log" 2>&1 &
  beside=$!
  set +m
}

# Shows what it printed so far, and the rest as it comes, so that a hang can be seen.
end_beside() {
  local code=0
  title "$beside_title"
  tail -n +1 -f --pid="$beside" "$beside_log"
  wait "$beside" || code=$?
  beside=""
  add "$beside_command" "$code" "$beside_log"
}

# Adds what a suite counted. One that died counts as one failure at least.
add() { # command, its exit code, what it printed
  local code="$2" good bad
  good="$(grep -c '^ok ' "$3" || true)"
  bad="$(grep -c '^not ok ' "$3" || true)"
  if ((code != 0 && bad == 0)); then
    printf 'not ok - %s ended with exit code %d\n' "$1" "$code"
    bad=1
  elif ((code == 0 && good == 0)); then
    # It counts in its own way, as Maven does: its closing lines stand above.
    good=1
  fi
  passed=$((passed + good))
  failed=$((failed + bad))
}

maven() {
  title "Maven: all modules, their gates and tests"
  # With the sources of the network's tests, so that their suite has nothing left to compile.
  # Noted, so that quickstart, in the suites below, knows that all is built.
  if ! alone noted verify; then
    printf 'test.sh: mvn verify failed\n' >&2
    failed=$((failed + 1))
    return 1
  fi
}

verify() {
  (cd "$root" && mvn -B -T 2 verify -Pnetwork -DskipITs -Dstemma.size="$size" -Dstemma.seed="$seed" "${compilers[@]}")
}

main() {
  printf 'sizes: %s; seed: %s; story: 1000 completions of 96 bytes by 8 clients\n' "$size" "$seed"
  python_needed
  "$root/network/network.sh" prereq
  # Meanwhile. If it fails, the suite that needs them tries again and says why.
  python_tools "$root/.tools/python" "$here/test/requirements.txt" >/dev/null 2>&1 &
  fetching=$!
  # What stands on a build that failed would only fail again, and hide the cause.
  if maven; then
    # They wait for epochs for a good part of their time, which comes first.
    begin_beside "gateways and ledger on a real network" "$root/gateway-app/src/it/run.sh" --no-build "${more[@]}"
    suite "network/: scripts, netctl, a network of its own" "$root/network/test/run.sh"
    suite "scripts/offline: the client that signs by itself" "$here/offline/test.sh"
    suite "scripts/: what counts as built" "$here/test/built.sh"
    suite "scripts/: missing prerequisites" "$here/test/prerequisites.sh"
    wait "$fetching" || true
    fetching=""
    suite "scripts/: the story, end to end" "$here/test/story.sh" "${more[@]}"
    end_beside
  fi
  printf '\ntook %d s\n' "$((SECONDS - began))"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0))
}

main
