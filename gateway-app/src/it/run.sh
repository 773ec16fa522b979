#!/usr/bin/env bash
# Brings up a network of its own, runs the gateway's network tests on it, and purges it.
set -euo pipefail

usage() {
  cat <<'TEXT'
run.sh [--name NAME] [--base-port PORT] [--full] [--keep] [--test PATTERN] [--database KIND] [--no-build]

  --name NAME       the network's name; default it
  --base-port PORT  its first port; default 23000 (a quickstart's begin at 17000)
  --full            more kills, more upgrades, more load
  --keep            leaves the network running; the next run uses it
  --test PATTERN    only these tests, such as TimeIT or ConformanceIT
  --database KIND   what the gateways run on: h2 (default) or postgresql, on a server that ends with the tests
  --no-build        the jars of the last build are good

Exit codes: 0 done, 1 failed, 2 a prerequisite is missing or the command line is wrong.
TEXT
}

root="$(readlink -f -- "${BASH_SOURCE[0]}")"
root="${root%/*/*/*/*}"
# shellcheck source=scripts/built.bash
source "$root/scripts/built.bash"
name=it
base_port=23000
full=false
keep=0
build=1
pattern=""
database=h2
kills=2
upgrades=1
buyers=4

while (($#)); do
  case "$1" in
    --name | --base-port | --test | --database)
      if (($# < 2)); then
        printf 'run.sh: %s needs a value\n' "$1" >&2
        exit 2
      fi
      case "$1" in
        --name) name="$2" ;;
        --base-port) base_port="$2" ;;
        --test) pattern="$2" ;;
        --database)
          database="$2"
          if [[ "$database" != h2 && "$database" != postgresql ]]; then
            printf 'run.sh: --database is h2 or postgresql, not %s\n' "$database" >&2
            exit 2
          fi
          ;;
      esac
      shift
      ;;
    --full) full=true kills=10 upgrades=3 buyers=16 ;;
    --keep) keep=1 ;;
    --no-build) build=0 ;;
    -h | --help)
      usage
      exit 0
      ;;
    *)
      printf 'run.sh: unknown: %s\n' "$1" >&2
      usage >&2
      exit 2
      ;;
  esac
  shift
done

network() {
  "$root/network/network.sh" --name "$name" --base-port "$base_port" "$@"
}

# Of a run that failed the logs stay; the purge takes all else.
# shellcheck disable=SC2329 # called by finish
keep_logs() {
  local state="$root/network/.state/$name" kept="$root/gateway-app/target/it-logs"
  rm -rf "$kept"
  mkdir -p "$kept"
  (cd "$state" && cp --parents -t "$kept" commands.log orgs/*/logs/*.log) || return
  printf 'run.sh: the logs of network %s are kept in gateway-app/target/it-logs\n' "$name" >&2
}

# shellcheck disable=SC2329 # called by the trap
finish() {
  local code=$?
  if ((code && !keep)); then
    keep_logs || true
  fi
  if ((keep)); then
    printf 'network %s is left running; network/network.sh --name %s down --purge ends it\n' "$name" "$name"
  else
    network down --purge >/dev/null || printf 'run.sh: network %s could not be purged\n' "$name" >&2
  fi
  exit "$code"
}

cd "$root"
network prereq || exit $?
trap finish EXIT
began=$SECONDS
printf 'network tests: network %s from port %s, full=%s: %d kills, %d upgrades, %d buyers; no random seeds, kills after 150 ms, 300 ms, ...\n' \
  "$name" "$base_port" "$full" "$kills" "$upgrades" "$buyers"

if ((build)); then
  alone mvn -q -B -pl gateway-app,chaincode/contracts -am package -DskipTests
fi
network up createChannel deployCC -ccp "$root/chaincode/contracts/target/stemma-contracts.jar"

options=(
  "-Dstemma.it.network=$name"
  "-Dstemma.it.network-home=$root/network"
  "-Dstemma.it.contracts=$root/chaincode/contracts/target/stemma-contracts.jar"
  "-Dstemma.it.gateway=$root/gateway-app/target/stemma-gateway.jar"
  "-Dstemma.it.work=$root/gateway-app/target/it"
  "-Dstemma.it.full=$full"
  "-Dstemma.it.database=$database"
  "-Dstemma.it.kills=$kills"
  "-Dstemma.it.upgrades=$upgrades"
  "-Dstemma.it.buyers=$buyers"
)
if [[ -n "$pattern" ]]; then
  options+=("-Dit.test=$pattern" -Dfailsafe.failIfNoSpecifiedTests=false)
fi
# No phase that packs jars: other suites use them meanwhile. -DskipTests skips the unit tests, not these.
mvn -B -Pnetwork -pl gateway-app -am test-compile failsafe:integration-test failsafe:verify -DskipTests "${options[@]}"
printf 'network tests passed in %d s\n' "$((SECONDS - began))"
