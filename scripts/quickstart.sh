#!/usr/bin/env bash
# From nothing to paid rights holders: checks what is needed, builds, brings up a network of three
# members, and tells the story on it. All keeps running. Run again, it says what runs and repeats nothing.
#
#   scripts/quickstart.sh [--name NAME] [--base-port N]     (default: network stemma, ports from 17000)
#
# The libraries' source archives are kept in .tools/libraries, or in $STEMMA_LIBRARIES.
# Exit codes: 0 done, 1 failed, 2 something is missing (said by name, before anything is started).
set -euo pipefail

here="$(readlink -f -- "${BASH_SOURCE[0]}")"
here="${here%/*}"
root="${here%/*}"
name="${STEMMA_NETWORK:-stemma}"
base_port="${STEMMA_BASE_PORT:-}"
libraries="${STEMMA_LIBRARIES:-$root/.tools/libraries}"
began=$SECONDS

# shellcheck source=network/java.bash
source "$root/network/java.bash"
# shellcheck source=scripts/built.bash
source "$here/built.bash"

help() { sed -n '2,8p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'; }

say() { printf '[%4d s] %s\n' "$((SECONDS - began))" "$*"; }

fail() { # exit code, message, next step
  printf 'quickstart: %s\n  next: %s\n' "$2" "$3" >&2
  exit "$1"
}

value() { # flag, value
  if (($# < 2)); then fail 2 "$1 needs a value" "--help"; fi
  printf '%s' "$2"
}

arguments() {
  while (($#)); do
    case "$1" in
      --name) name="$(value "$@")"; shift 2 ;;
      --base-port) base_port="$(value "$@")"; shift 2 ;;
      -h | --help) help; exit 0 ;;
      *) printf 'quickstart: unknown argument %s; see --help\n' "$1" >&2; exit 2 ;;
    esac
  done
}

network() {
  local flags=(--name "$name")
  if [[ -n "$base_port" ]]; then flags+=(--base-port "$base_port"); fi
  "$root/network/network.sh" "${flags[@]}" "$@"
}

build() {
  if built; then
    say "everything is built"
    return
  fi
  say "building with Maven, the first time with downloads ..."
  noted package ||
    fail 1 "the build failed" "read Maven's lines above; without network access it needs a filled local repository"
}

package() { (cd "$root" && mvn -q -B -DskipTests package); }

story() {
  "$(java_command)" -Xmx512m -cp "$root/scripts/client/target/stemma-client.jar" org.stemma.client.Quickstart \
    --state "$root/network/.state/$name" --list "$here/story/pom.xml" --libraries "$libraries" \
    --trainer "$root/attribution/target/stemma-attribution.jar" "$@"
}

# As the topology says for the network's profile.
batch_timeout() {
  local profile
  profile="$(sed -n 's/.*"profile": *"\([^"]*\)".*/\1/p' "$root/network/.state/$name/network.json")"
  awk -v profile="$profile:" '$1 == profile { inside = 1 } inside && $1 == "batchTimeout:" { print $2; exit }' \
    "$root/network/topology.yaml"
}

main() {
  arguments "$@"
  network prereq
  alone build
  say "resolving the libraries' source archives with Maven ..."
  story --prepare
  say "bringing up the network $name: three members, each with CA, orderer, peer, chaincode and gateway ..."
  network up createChannel deployCC
  network gateway up
  say "the network runs, a block waits at most $(batch_timeout) for more transactions; the story begins"
  story
  say "quickstart is done; scripts/stop.sh stops everything and keeps the ledger"
}

main "$@"
