#!/usr/bin/env bash
# Runs the tutorial: every fenced block of shell that begins with the line "# tutorial", one after another
# in one shell, from the repository's root. Where a block ends in "# exits N", its last command has to.
#
#   STEMMA_NETWORK, STEMMA_BASE_PORT   the running network (default stemma, from 17000)
set -euo pipefail

root="$(readlink -f -- "${BASH_SOURCE[0]}")"
root="${root%/*/*/*}"
script="$(mktemp)"
trap 'rm -f "$script"' EXIT

awk '
  /^```sh$/ { inside = 1; first = 1; next }
  /^```$/ { inside = 0; wanted = 0; next }
  inside && first { first = 0; wanted = ($0 == "# tutorial"); next }
  inside && wanted { print }
' "$root/docs/tutorial/first-licence.md" >"$script"
if [[ ! -s "$script" ]]; then
  printf 'tutorial.sh: the tutorial has no commands\n' >&2
  exit 1
fi
cd "$root"
bash -euxo pipefail "$script"
