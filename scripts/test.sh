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

here="$(cd "${BASH_SOURCE[0]%/*}" && pwd -P)"
root="$(cd "$here/.." && pwd -P)"
size=ci
seed="${STEMMA_TEST_SEED:-20261121}"
began=$SECONDS
passed=0
failed=0
more=()
compilers=()
log="$(mktemp)"
# shellcheck source=scripts/test/python.bash
source "$here/test/python.bash"
fetching=""
trap 'rm -f "$log"; if [[ -n "$fetching" ]]; then kill "$fetching" 2>/dev/null || true; fi' EXIT

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

# Runs a suite of shell tests and adds what it counted. A suite that dies counts as one failure at least.
suite() { # title, command...
  local code=0 good bad
  title "$1"
  shift
  "$@" 2>&1 | tee "$log" || code=$?
  good="$(grep -c '^ok ' "$log" || true)"
  bad="$(grep -c '^not ok ' "$log" || true)"
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
  if ! (cd "$root" && mvn -B verify -Pnetwork -DskipITs -Dstemma.size="$size" -Dstemma.seed="$seed" "${compilers[@]}"); then
    printf 'test.sh: mvn verify failed\n' >&2
    failed=$((failed + 1))
    return 1
  fi
  # So that quickstart, in the suites below, knows that all is built.
  mkdir -p "$root/.tools"
  touch "$root/.tools/built"
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
    suite "network/: scripts, netctl, a network of its own" "$root/network/test/run.sh"
    suite "scripts/offline: the client that signs by itself" "$here/offline/test.sh"
    # The jars are those of the suite above.
    suite "gateways and ledger on a real network" "$root/gateway-app/src/it/run.sh" --no-build "${more[@]}"
    suite "scripts/: missing prerequisites" "$here/test/prerequisites.sh"
    wait "$fetching" || true
    fetching=""
    suite "scripts/: the story, end to end" "$here/test/story.sh" "${more[@]}"
  fi
  printf '\ntook %d s\n' "$((SECONDS - began))"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0))
}

main
