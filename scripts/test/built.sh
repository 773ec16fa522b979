#!/usr/bin/env bash
# What counts as built: nothing of a build that was broken off, nothing that was edited meanwhile; and no two build at once.
set -euo pipefail

here="$(readlink -f -- "${BASH_SOURCE[0]}")"
here="${here%/*}"
root="${here%/*/*}"
# shellcheck source=scripts/test/harness.bash
source "$here/harness.bash"

# A repository of its own.
root="$(mktemp -d)"
trap 'rm -rf "$root"' EXIT
# shellcheck source=scripts/built.bash
source "$here/../built.bash"
mkdir -p "$root"/{governance,chaincode,attribution,gateway-app,scripts/client}/src/main
touch "$root/pom.xml" "$root/chaincode/src/main/A.java"

make() {
  local jar
  for jar in "${jars[@]}"; do
    mkdir -p "$root/${jar%/*}"
    printf 'jar\n' >"$root/$jar"
  done
}

edited() { make && touch "$root/chaincode/src/main/A.java"; }

cut_short() { make && return 1; }

incomplete() { make && rm "$root/${jars[2]}"; }

turn() {
  printf 'begins\n' >>"$root/turns"
  sleep 0.3
  printf 'ends\n' >>"$root/turns"
}

side_by_side() {
  alone turn &
  alone turn
  wait
  printf 'begins\nends\nbegins\nends\n' | cmp - "$root/turns"
}

expect "at first nothing is built" 1 built
expect "a build is noted" 0 noted make
expect "then all is built" 0 built
touch "$root/chaincode/src/main/A.java"
expect "what was edited since is not" 1 built
expect "a source that is edited under a build" 0 noted edited
expect "counts as edited since" 1 built
noted make
expect "a build that is broken off fails" 1 noted cut_short
expect "and what it left is not built" 1 built
expect "a build without one of the jars fails" 1 noted incomplete
says "and is told which" "${jars[2]}"
noted make
printf 'j' >"$root/${jars[0]}"
expect "a jar that a later build left half is not built" 1 built
expect "two that build at once do so one after another" 0 side_by_side
finish
