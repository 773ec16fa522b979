#!/usr/bin/env bash
# A missing prerequisite is named, with how to get it, before anything is started.
set -euo pipefail

here="$(readlink -f -- "${BASH_SOURCE[0]}")"
here="${here%/*}"
root="${here%/*/*}"
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

expect "quickstart under a JAVA_HOME that is not there exits 2" 2 \
  env JAVA_HOME=/nonexistent STEMMA_NETWORK="$name" "$root/scripts/quickstart.sh"
says "it names the folder" "JAVA_HOME is /nonexistent"
expect "the command line, too" 2 env JAVA_HOME=/nonexistent "$root/scripts/stemma" manifest "$0"
says "and names the folder" "JAVA_HOME is /nonexistent"

# From its own folder, by a link, and where cd would speak.
expect "quickstart runs from its own folder" 0 bash -c "cd '$root/scripts' && bash quickstart.sh --help"
expect "stop.sh runs from its own folder" 0 bash -c "cd '$root/scripts' && CDPATH='$root' bash stop.sh --help"
ln -s "$root/scripts/stemma" "$sandbox/stemma"
expect "the command line runs by a link" 0 env CDPATH="$root" "$sandbox/stemma" --version

# What people type, and what the answer says, is not lost in a locale without letters.
printf 'Once upon a time.\n' >"$sandbox/Bücher é.txt"
expect "the command line takes a name in any letters under LC_ALL=C" 0 \
  env -u LANG LC_ALL=C "$root/scripts/stemma" manifest "$sandbox/Bücher é.txt"
says "and writes it in UTF-8" "Bücher é.txt#00000000"
expect "an argument that is no UTF-8 is refused" 2 "$root/scripts/stemma" party register --name $'B\xfccher' --kind licensee
says "by a sentence" "is not UTF-8"

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
expect "a flag without its value exits 2" 2 "$root/scripts/quickstart.sh" --name
finish
