#!/usr/bin/env bash
# The API's doors on a network of its own: a generated client, schemathesis. Purges what it made.
#
#   scripts/test/api.sh [--full]
#
#   STEMMA_NETWORK, STEMMA_BASE_PORT   the network (default api, from 27000)
set -euo pipefail

here="$(cd "${BASH_SOURCE[0]%/*}" && pwd -P)"
root="$(cd "$here/../.." && pwd -P)"
export STEMMA_NETWORK="${STEMMA_NETWORK:-api}" STEMMA_BASE_PORT="${STEMMA_BASE_PORT:-27000}"

network() { "$root/network/network.sh" --name "$STEMMA_NETWORK" --base-port "$STEMMA_BASE_PORT" "$@"; }

# shellcheck disable=SC2329 # called by the trap
purge() { network down --purge >/dev/null 2>&1 || true; }
trap purge EXIT

network up createChannel deployCC -ccp "$root/chaincode/contracts/target/stemma-contracts.jar"
network gateway up --jar "$root/gateway-app/target/stemma-gateway.jar"

failed=0
"$here/client.sh" || failed=1
"$here/schemathesis.sh" "$@" || failed=1
((failed == 0))
