#!/usr/bin/env bash
# Measures, on a network of its own, and purges it.
set -euo pipefail

usage() {
  cat <<'TEXT'
bench.sh VERB [flags]

Verbs:
  ledger            transactions per second: purchases and usage reports of one asset, each beside its
                    plain twin (the same state calls, without the law), nothing at all, and one hot key
  gateway           what a member's gateway adds: reads at 500/s, writes beside the bare client, events
                    behind their block, and how fast the read model is rebuilt

Flags:
  --quick           rounds of 5 s, to see that it works; the figures are rough
  --rounds N        how often each kind is measured, interleaved; default 3
  --seconds N       how long a round, and the warming up of each kind, lasts; default 30 (ledger warms up for
                    twice as long)
  --senders N       requests that are endorsed or submitted at once; default 48, the same for all kinds
  --name NAME       the network's name; default bench
  --base-port PORT  its first port; default 26000 (a quickstart's begin at 17000, the tests' at 23000)
  --keep            leaves the network running; the next run uses it
  --no-build        the jars of the last build are good

Writes target/bench/VERB.json: an array of {metric, value, unit, against, ratio}.

Exit codes: 0 done, 1 failed or a client saw a conflict, 2 a prerequisite is missing or the command line is wrong.
TEXT
}

fail_usage() {
  printf 'bench.sh: %s\n' "$1" >&2
  usage >&2
  exit 2
}

here="$(readlink -f -- "${BASH_SOURCE[0]}")"
here="${here%/*}"
root="${here%/*}"
# shellcheck source=network/java.bash
source "$root/network/java.bash"
# shellcheck source=scripts/built.bash
source "$here/built.bash"
verb=""
name=bench
base_port=26000
rounds=3
seconds=30
warm_seconds=30
senders=48
keep=0
build=1

while (($#)); do
  case "$1" in
    ledger | gateway) verb="$1" ;;
    --quick) seconds=5 warm_seconds=8 ;;
    --rounds | --seconds | --senders | --name | --base-port)
      if (($# < 2)); then fail_usage "$1 needs a value"; fi
      case "$1" in
        --rounds) rounds="$2" ;;
        --seconds) seconds="$2" warm_seconds="$2" ;;
        --senders) senders="$2" ;;
        --name) name="$2" ;;
        --base-port) base_port="$2" ;;
      esac
      shift
      ;;
    --keep) keep=1 ;;
    --no-build) build=0 ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) fail_usage "unknown: $1" ;;
  esac
  shift
done
if [[ -z "$verb" ]]; then fail_usage "which bench?"; fi

network() {
  "$root/network/network.sh" --name "$name" --base-port "$base_port" "$@"
}

# shellcheck disable=SC2329 # called by the trap
finish() {
  local code=$?
  if ((keep)); then
    printf 'network %s is left running; network/network.sh --name %s down --purge ends it\n' "$name" "$name"
  else
    network down --purge >/dev/null || printf 'bench.sh: network %s could not be purged\n' "$name" >&2
  fi
  exit "$code"
}

# The bench's chaincode is the product's jar with one contract more; the program deploys it.
measure() {
  local target="$root/gateway-app/target"
  network up createChannel
  "$(java_command)" -Xmx512m -cp "$target/test-classes:$(<"$target/bench.classpath")" \
    "-Dstemma.it.network=$name" \
    "-Dstemma.it.network-home=$root/network" \
    "-Dstemma.it.contracts=$root/chaincode/contracts/target/stemma-contracts.jar" \
    "-Dstemma.it.gateway=$target/stemma-gateway.jar" \
    "-Dstemma.it.work=$target/bench" \
    "-Dstemma.bench.rounds=$rounds" \
    "-Dstemma.bench.seconds=$seconds" \
    "-Dstemma.bench.warm-seconds=$warm_seconds" \
    "-Dstemma.bench.senders=$senders" \
    "$1" "$root/target/bench/$verb.json"
}

ledger() {
  measure org.stemma.it.LedgerBench
}

gateway() {
  measure org.stemma.it.GatewayBench
}

cd "$root"
network prereq || exit $?
trap finish EXIT
began=$SECONDS
if ((build)); then
  alone mvn -q -B -Pnetwork -pl gateway-app,chaincode/contracts -am package -DskipTests
fi
"$verb"
printf 'bench %s took %d s\n' "$verb" "$((SECONDS - began))"
