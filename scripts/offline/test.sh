#!/usr/bin/env bash
# The tests of the client that signs by itself. They need no network but for the pinned modules, once.
set -euo pipefail

here="$(readlink -f -- "${BASH_SOURCE[0]}")"
cd "${here%/*}"
unformatted="$(gofmt -l .)"
if [[ -n "$unformatted" ]]; then
  printf 'gofmt would change: %s\n' "$unformatted" >&2
  exit 1
fi
go vet ./...
go test ./...
