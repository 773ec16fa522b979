#!/usr/bin/env bats
# One real network, from nothing to nothing. The tests build on each other, in order.

load helper

# A topology whose upgrades drain in 2 s: the 10 s of the product's are waited away here, since no call is under way.
quick_topology() {
  export STEMMA_TOPOLOGY="$BATS_FILE_TMPDIR/topology.yaml"
  sed 's/^  drain: 10s/  drain: 2s/' "$network_home/topology.yaml" >"$STEMMA_TOPOLOGY"
  grep -q '^  drain: 2s' "$STEMMA_TOPOLOGY" || fail "the topology drains otherwise"
}

setup_file() {
  quick_topology
  [[ -f "$jar" ]] || fail "there is no chaincode jar ($jar); build it, or set STEMMA_TEST_JAR"
  network down --purge
  network up createChannel deployCC -ccp "$jar"
  javac -d "$BATS_FILE_TMPDIR/classes" "$network_home/test/standin/Standin.java"
  jar --create --file "$BATS_FILE_TMPDIR/standin.jar" --main-class Standin -C "$BATS_FILE_TMPDIR/classes" .
}

teardown_file() {
  if [[ -z "${STEMMA_TEST_KEEP:-}" ]]; then
    network down --purge
  fi
}

@test "all nodes are healthy, with heights and the end of their certificates" {
  run network status
  exits 0
  for org in lab archive studio; do
    for node in ca orderer peer; do
      grep -Eq "^$org-$node +[0-9]+ +[0-9]+ +ok .*[0-9]{4}-[0-9]{2}-[0-9]{2} \([0-9]+ days\)" <<<"$output" || fail "$org-$node" "$output"
    done
    grep -Eq "^$org-cc-stemma-a +socket +[0-9]+ +ok " <<<"$output" || fail "$org-cc-stemma-a" "$output"
  done
  (($(height lab) >= 4))
}

@test "the operations endpoints serve Prometheus metrics" {
  local url
  while read -r url; do
    http_get "$url/metrics" | grep '^go_goroutines' || fail "$url"
  done < <(grep -o '"operations": "[^"]*"' "$state/network.json" | cut -d'"' -f4 | sort -u)
}

@test "keys, secrets and state are for their owner only" {
  run find "$state" -perm /077
  [[ -z "$output" ]] || fail "$output"
}

@test "no secret stands in the log of commands" {
  local secret
  for secret in "$state"/orgs/*/secrets/*; do
    if grep -q -f "$secret" "$state/commands.log"; then fail "$secret"; fi
  done
}

@test "up again starts nothing and says what runs" {
  local before
  before="$(pid_of lab peer)"
  run network up createChannel deployCC -ccp "$jar"
  exits 0
  says "already runs: 3 organisations"
  says "all nodes are on it"
  says "already runs this jar"
  [[ "$(pid_of lab peer)" == "$before" ]]
}

@test "certificates carry the role attribute" {
  grep -v CERTIFICATE "$state/orgs/studio/users/buyer/msp/signcerts/cert.pem" | base64 -d | grep -a '"stemma.roles":"buyer,holder"'
}

@test "another network on the same ports is refused by the name of the busy node" {
  run network --name "$STEMMA_NETWORK-busy" up
  exits 1
  says "is busy"
  says "port $STEMMA_BASE_PORT"
  says "--base-port"
  run network --name "$STEMMA_NETWORK-busy" down --purge
  exits 0
}

@test "an existing network refuses another base port" {
  run network --base-port $((STEMMA_BASE_PORT + 1000)) up
  exits 1
  says "has base port $STEMMA_BASE_PORT"
}

@test "the same jar gives the same package id" {
  local first
  first="$(network cc package -ccp "$jar" | head -1)"
  [[ "$first" == stemma_1.0:* && "$(network cc package -ccp "$jar" | head -1)" == "$first" ]]
  run network cc list
  says "$first"
}

@test "a killed peer is started again by itself" {
  local before
  before="$(pid_of archive peer)"
  kill -9 "$before"
  another_pid() { [[ -f "$state/orgs/archive/run/archive-peer.pid" && "$(pid_of archive peer)" != "$before" ]]; }
  poll 20 another_pid
  poll 30 network status
  run network status
  grep -Eq '^archive-peer +.* ok +[0-9]+ +1 ' <<<"$output" || fail "$output"
}

@test "a killed chaincode service is started again by itself" {
  local before
  before="$(pid_of lab cc-stemma-a)"
  kill -9 "$before"
  another_pid() { [[ -f "$state/orgs/lab/run/lab-cc-stemma-a.pid" && "$(pid_of lab cc-stemma-a)" != "$before" ]]; }
  poll 20 another_pid
  poll 30 genesis_is_on_the_ledger
}

@test "a changed jar upgrades in place: next sequence, other socket, same state" {
  cp "$jar" "$BATS_FILE_TMPDIR/changed.jar"
  printf 'changed\n' >"$BATS_FILE_TMPDIR/changed.txt"
  (cd "$BATS_FILE_TMPDIR" && jar --update --file changed.jar changed.txt)
  run network deployCC -ccp "$BATS_FILE_TMPDIR/changed.jar"
  exits 0
  says "version 1.0 keeps answering"
  says "committed as sequence 2"
  genesis_is_on_the_ledger
  old_is_gone() { [[ ! -e "$state/orgs/lab/run/lab-cc-stemma-a.pid" && -e "$state/orgs/lab/run/lab-cc-stemma-b.pid" ]]; }
  poll 30 old_is_gone
  genesis_is_on_the_ledger
}

@test "a deployCC that was killed after its commit is taken up, and its service serves on" {
  local before now
  now="$state/chaincode/stemma.json"
  before="$(pid_of lab cc-stemma-b)"
  # As it is between the commit and the note of it: the note is of the version before, on the other socket.
  cp "$now" "$state/chaincode/stemma.planned"
  sed -i -e 's/"sequence": 2/"sequence": 1/' -e 's/"slot": 1/"slot": 0/' "$now"
  run network deployCC -ccp "$BATS_FILE_TMPDIR/changed.jar"
  exits 0
  says "already runs this jar (version 1.1, sequence 2)"
  [[ "$(pid_of lab cc-stemma-b)" == "$before" && ! -e "$state/chaincode/stemma.planned" ]]
  genesis_is_on_the_ledger
}

@test "a missing jar is named, with the next step" {
  run network deployCC -ccp "$BATS_TEST_TMPDIR/none.jar"
  exits 1
  says "no chaincode jar"
  says "next:"
}

@test "gateways start, answer and stop" {
  run network gateway up --jar "$BATS_FILE_TMPDIR/standin.jar"
  exits 0
  says "started 3 gateways"
  http_get "http://127.0.0.1:$((STEMMA_BASE_PORT + 38))/actuator/health" | grep '200 OK'
  run network gateway up --jar "$BATS_FILE_TMPDIR/standin.jar"
  says "already run"
  run env -i PATH="$(bare_path)" STEMMA_NETWORK="$STEMMA_NETWORK" STEMMA_TOPOLOGY="$STEMMA_TOPOLOGY" "$network_sh" gateway status
  exits 0
  run env -i PATH="$(bare_path)" STEMMA_NETWORK="$STEMMA_NETWORK" STEMMA_TOPOLOGY="$STEMMA_TOPOLOGY" "$network_sh" gateway down
  exits 0
  [[ ! -e "$state/orgs/lab/run/lab-gateway.pid" ]]
}

@test "restart of one node gives it another pid and leaves the others alone" {
  local peer orderer
  peer="$(pid_of studio peer)"
  orderer="$(pid_of studio orderer)"
  run network restart studio-peer
  exits 0
  says "restarted 1 nodes"
  [[ "$(pid_of studio peer)" != "$peer" && "$(pid_of studio orderer)" == "$orderer" ]]
}

@test "a stopped node stays stopped, is no fault, and restart brings it back" {
  local orderer
  orderer="$(pid_of studio orderer)"
  run network stop studio-peer
  exits 0
  says "stopped 1 nodes"
  [[ ! -e "$state/orgs/studio/run/studio-peer.pid" && "$(pid_of studio orderer)" == "$orderer" ]]
  run network status
  exits 0
  run network restart studio-peer
  exits 0
  says "restarted 1 nodes"
  [[ -n "$(pid_of studio peer)" ]]
}

@test "stop wants to be told which nodes" {
  run network stop
  exits 2
  run network stop nothing-of-this-name
  exits 1
}

@test "logs prints the last lines of a node" {
  run network logs --lines 5 lab-orderer
  exits 0
  says "lab-orderer.log"
}

@test "logs shows what names an id, by level" {
  printf '%s\n' "2026-12-01T12:00:00.000Z ERROR 7 --- [x] [trace77] broken" "  at a" >>"$state/orgs/lab/logs/lab-gateway.log"
  run network logs --level error --trace trace77
  exits 0
  says "lab-gateway.log"
  says "[trace77] broken"
  [[ "$output" != *orderer* ]] || fail "$output"
  run network logs --level loud
  exits 2
  says "--level wants"
}

@test "down leaves no process, and up brings the same ledger back" {
  local before pids pid
  run network gateway up --jar "$BATS_FILE_TMPDIR/standin.jar"
  exits 0
  before="$(height lab)"
  pids="$(cat "$state"/orgs/*/run/*.pid) $(grep -ho '"pid":[0-9]*' "$state"/orgs/*/run/supervisor.json | cut -d: -f2)"
  [[ "$(wc -w <<<"$pids")" -ge 18 ]]
  # With a bare PATH: who has lost a prerequisite can still stop.
  run env -i PATH="$(bare_path)" STEMMA_NETWORK="$STEMMA_NETWORK" STEMMA_TOPOLOGY="$STEMMA_TOPOLOGY" "$network_home/../scripts/stop.sh"
  exits 0
  says "its ledgers are kept"
  for org in lab archive studio; do
    [[ "$(tail -n 1 "$state/orgs/$org/logs/$org-gateway.log")" == "ended while its peer answered" ]] || fail "$org"
  done
  for pid in $pids; do
    poll 5 ended "$pid" || fail "$pid still runs"
  done
  run network status
  exits 3
  says "is stopped"
  run network down
  exits 0
  says "was not running"
  run network up
  exits 0
  [[ "$(height lab)" -ge "$before" ]] || fail "height $(height lab), was $before"
  poll 20 genesis_is_on_the_ledger
}

@test "down --purge removes the state and keeps the programs" {
  run network down --purge
  exits 0
  [[ ! -e "$state" && -x "$network_home/.bin/netctl" ]]
}
