#!/usr/bin/env bash
# Stops everything that quickstart started. Ledgers and keys are kept; quickstart continues with them.
#
#   scripts/stop.sh [--name NAME] [--purge]      --purge: removes the network's state too
set -euo pipefail

here="$(readlink -f -- "${BASH_SOURCE[0]}")"
here="${here%/*}"
network=("${here%/*}/network/network.sh")
down=(down)
while (($#)); do
  case "$1" in
    --name)
      if (($# < 2)); then
        printf 'stop.sh: --name needs a value\n' >&2
        exit 2
      fi
      network+=(--name "$2")
      shift 2
      ;;
    --purge) down+=(--purge); shift ;;
    -h | --help) sed -n '2,4p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'; exit 0 ;;
    *) printf 'stop.sh: unknown argument %s; see --help\n' "$1" >&2; exit 2 ;;
  esac
done
"${network[@]}" "${down[@]}"
