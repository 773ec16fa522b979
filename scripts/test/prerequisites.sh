#!/usr/bin/env bash
# A missing prerequisite is named, with how to get it, before anything is started.
set -euo pipefail

here="$(cd "${BASH_SOURCE[0]%/*}" && pwd -P)"
root="$(cd "$here/../.." && pwd -P)"
# shellcheck source=scripts/test/harness.bash
source "$here/harness.bash"

name=lacking
sandbox="$(mktemp -d)"
trap 'rm -rf "$sandbox"' EXIT

# A PATH of links to everything that this one has, but one program.
path_without() {
  local missing="$1" folder program
  rm -rf "${sandbox:?}/bin"
  mkdir "$sandbox/bin"
  local IFS=:
  for folder in $PATH; do
    for program in "$folder"/*; do
      if [[ -x "$program" && "${program##*/}" != "$missing" && ! -e "$sandbox/bin/${program##*/}" ]]; then
        ln -s "$program" "$sandbox/bin/${program##*/}"
      fi
    done
  done
}

for program in go mvn git; do
  path_without "$program"
  expect "quickstart without $program exits 2" 2 \
    env PATH="$sandbox/bin" STEMMA_NETWORK="$name" "$root/scripts/quickstart.sh"
  says "it names $program and how to get it" "install"
done

path_without python3
expect "a test of the API without python3 exits 2" 2 env PATH="$sandbox/bin" "$here/client.sh"
says "it names python3 and how to get it" "install it: apt-get install python3 python3-venv"

# Maven that reaches no registry.
path_without mvn
printf '#!/bin/sh\nprintf "Could not transfer artifact\\n"\nexit 1\n' >"$sandbox/bin/mvn"
chmod +x "$sandbox/bin/mvn"
expect "without a network the libraries can't be had: exit 2" 2 \
  env PATH="$sandbox/bin" STEMMA_NETWORK="$name" STEMMA_LIBRARIES="$sandbox/libraries" "$root/scripts/quickstart.sh"
says "it asks for a network, and has no stand-in" "is there a network?"
expect "nothing is half started" 1 test -e "$root/network/.state/$name"
expect "an unknown argument exits 2" 2 "$root/scripts/quickstart.sh" --nonsense
finish
