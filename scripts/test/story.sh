#!/usr/bin/env bash
# The whole story on a network of its own: told once, told of again, stopped, brought up as it was; files
# that differ by a byte are found out; the tutorial's commands run, and a generated client's; made-up requests find
# nothing that the API's document does not say. Purges what it made.
#
#   scripts/test/story.sh [--full]     (more made-up requests)
#
#   STEMMA_NETWORK, STEMMA_BASE_PORT   the network (default e2e, from 25000)
set -euo pipefail

here="$(readlink -f -- "${BASH_SOURCE[0]}")"
here="${here%/*}"
root="${here%/*/*}"
# shellcheck source=scripts/test/harness.bash
source "$here/harness.bash"

export STEMMA_NETWORK="${STEMMA_NETWORK:-e2e}" STEMMA_BASE_PORT="${STEMMA_BASE_PORT:-25000}"
state="$root/network/.state/$STEMMA_NETWORK"
scratch="$(mktemp -d)"

purge() { "$root/scripts/stop.sh" --name "$STEMMA_NETWORK" --purge; }

cleanup() {
  purge >/dev/null 2>&1 || true
  rm -rf "$scratch"
}
trap cleanup EXIT
# A program that is interrupted may end as if it had failed; the story does not go on then.
trap 'exit 130' INT
trap 'exit 143' TERM

lab() { "$root/scripts/stemma" --gateway "http://127.0.0.1:$((STEMMA_BASE_PORT + 8))" \
  --key-file "$state/orgs/lab/gateway/data/demo-keys.json#auditor" "$@"; }

# Turns over one bit in the middle of a copy.
flip() { # from, to
  local middle=$(($(wc -c <"$1") / 2)) byte
  cp "$1" "$2"
  byte="$(od -An -tu1 -j "$middle" -N 1 "$1")"
  # shellcheck disable=SC2059 # the format is the byte itself
  printf "\\x$(printf '%02x' $((byte ^ 1)))" | dd of="$2" bs=1 seek="$middle" conv=notrunc status=none
}

asset() { # kind, word of its name
  lab -o table asset list --kind "$1" | awk -v word="$2" 'index($0, word) { print $1; exit }'
}

tell() {
  local began=$SECONDS
  # The story is long; it is shown as it goes, so that a hang can be seen.
  if "$root/scripts/quickstart.sh" 2>&1 | tee "$check_log"; then
    ok "quickstart tells the story and exits 0, in $((SECONDS - began)) s"
  else
    printf 'not ok - quickstart tells the story\n'
    failed=$((failed + 1))
    return 1
  fi
  says "recomputed to the nano" "every settlement, upstream receipt and payable is as recomputed, to the nano"
  for code in license.quota_exceeded license.expired license.purpose_denied license.no_grant_for_parent; do
    says "refused with $code" "refused, $code"
  done
  says "it says that the registrations assert nothing" "They assert nothing about these projects"
}

retell() {
  local before after
  before="$(lab trial-balance)"
  expect "quickstart again exits 0" 0 "$root/scripts/quickstart.sh"
  says "it says that nothing is repeated" "nothing is repeated"
  says "it says where the gateways are" "API documentation"
  after="$(lab trial-balance)"
  printf '%s\n%s\n' "$before" "$after" >"$check_log"
  if [[ "$before" == "$after" ]]; then ok "no money moved"; else not_ok "no money moved" "$check_log"; fi
}

bytes() {
  local model data archive
  model="$(asset model 'Java source model')"
  data="$(asset data_set gson)"
  archive="$(find "$root/.tools/libraries" -name 'gson-*-sources.jar' | head -n 1)"
  expect "the model's file is what was registered" 0 lab verify asset "$model" 1 "$state/model/java-source.stm"
  expect "the archive is what was registered" 0 lab verify asset "$data" 1 "$archive"
  flip "$state/model/java-source.stm" "$scratch/model.stm"
  flip "$archive" "$scratch/gson.jar"
  expect "a model with one byte changed is not" 1 lab verify asset "$model" 1 "$scratch/model.stm"
  says "it says in which piece" "differs: java-source.stm#0000000"
  expect "an archive with one byte changed is not" 1 lab verify asset "$data" 1 "$scratch/gson.jar"
  says "it says where" "differs: "
}

gateway() { printf 'http://127.0.0.1:%d' $((STEMMA_BASE_PORT + $1)); } # port above the base

admin() { # organisation
  sed -n 's/.*"admin" *: *"\([^"]*\)".*/\1/p' "$state/orgs/$1/gateway/data/demo-keys.json" | head -n 1
}

ask() { # organisation, port above the base, path...
  local key
  key="$(admin "$1")"
  curl -sf -H @<(printf 'Authorization: Bearer %s\n' "$key") "$(gateway "$2")$3" "${@:4}"
}

height() { ask lab 8 /v1/read-model | sed -n 's/.*"height":\([0-9]*\).*/\1/p'; }

# Blocks may come meanwhile: then a height is passed, and the next one is tried.
same_dumps() {
  local at i
  for ((i = 0; i < 30; i++)); do
    at="$(height)"
    if ask lab 8 "/v1/read-model/dump?height=$at" -o "$scratch/lab" &&
      ask archive 38 "/v1/read-model/dump?height=$at" -o "$scratch/archive" &&
      ask studio 68 "/v1/read-model/dump?height=$at" -o "$scratch/studio"; then
      printf 'height %s, %s rows\n' "$at" "$(($(wc -l <"$scratch/lab") - 2))"
      cmp "$scratch/lab" "$scratch/archive" && cmp "$scratch/lab" "$scratch/studio"
      return
    fi
    sleep 0.3
  done
  printf 'no height at which all three could be asked\n'
  return 1
}

rebuilt() {
  local i
  ask studio 68 /v1/read-model/rebuild -X POST -H "Idempotency-Key: story-rebuild" \
    -H 'Content-Type: application/json' -d '{}' || return 1
  for ((i = 0; i < 300; i++)); do
    if ask studio 68 /v1/read-model | grep -q '"state":"done"'; then return 0; fi
    sleep 0.2
  done
  return 1
}

books() {
  expect "after the story all gateways hold the same books, byte for byte" 0 same_dumps
  expect "a gateway's books are rebuilt from block 0" 0 rebuilt
  expect "what was rebuilt is what grew, byte for byte" 0 same_dumps
}

processes() { pgrep -f "network/.state/$STEMMA_NETWORK/" || true; }

stop_and_start() {
  local before after
  before="$(lab trial-balance)"
  expect "stop.sh exits 0" 0 "$root/scripts/stop.sh" --name "$STEMMA_NETWORK"
  processes >"$check_log"
  if [[ -s "$check_log" ]]; then not_ok "no process is left" "$check_log"; else ok "no process is left"; fi
  expect "quickstart brings the network up again" 0 "$root/scripts/quickstart.sh"
  says "and repeats nothing" "nothing is repeated"
  after="$(lab trial-balance)"
  printf '%s\n%s\n' "$before" "$after" >"$check_log"
  if [[ "$before" == "$after" ]]; then ok "it is the same ledger"; else not_ok "it is the same ledger" "$check_log"; fi
}

# The API as others meet it. Each prints its own checks.
api() {
  "$here/client.sh" || failed=$((failed + 1))
  "$here/schemathesis.sh" "$@" || failed=$((failed + 1))
  expect "after made-up requests, too, everything recomputes" 0 lab recompute
}

# The gateways that run go over to TLS; as the how-to on security has it.
tls() {
  local ca="$state/orgs/archive/msp/tlscacerts/tlsca.pem" url="127.0.0.1:$((STEMMA_BASE_PORT + 38))"
  expect "running gateways go over to TLS" 0 "$root/network/network.sh" gateway up --tls
  expect "they are healthy over TLS" 0 curl -sf --cacert "$ca" "https://$url/actuator/health"
  expect "and answer nobody else" 22 curl -sf "http://$url/actuator/health"
  expect "the command line writes over TLS" 0 "$root/scripts/stemma" --gateway "https://$url" --ca "$ca" \
    --key-file "$state/orgs/archive/gateway/data/demo-keys.json#buyer" party register --name "By TLS" --kind rights_holder
}

main() {
  purge >/dev/null 2>&1 || true
  if tell; then
    retell
    bytes
    books
    expect "stemma recompute finds no difference" 0 lab recompute
    expect "the tutorial's commands run" 0 "$here/tutorial.sh"
    # Its shell says each command that it runs.
    if awk '/royalty.already_settled/ { settled = 1 } settled && /^\+ sleep 1$/ { exit 1 }' "$check_log"; then
      ok "and ask no more for what is settled already"
    else
      not_ok "and ask no more for what is settled already" "$check_log"
    fi
    expect "after the tutorial, too, everything recomputes" 0 lab recompute
    stop_and_start
    api "$@"
    tls
  fi
  expect "stop.sh --purge removes everything" 0 purge
  expect "the network's state is gone" 1 test -e "$state"
  processes >"$check_log"
  if [[ -s "$check_log" ]]; then not_ok "no process is left"  "$check_log"; else ok "no process is left"; fi
  finish
}

main "$@"
