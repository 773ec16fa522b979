# Checks of a shell suite: each is a sentence and a command. Sourced by the suites, which name the repository's $root.
# shellcheck shell=bash

passed=0
failed=0
mkdir -p "$root/target"
check_log="$root/target/checks.$$.log"

ok() { passed=$((passed + 1)); printf 'ok %d - %s\n' "$((passed + failed))" "$1"; }

not_ok() { # sentence, file with the output
  failed=$((failed + 1))
  printf 'not ok %d - %s\n' "$((passed + failed))" "$1"
  sed 's/^/    /' "$2"
}

# Passes when the command ends with the expected exit code. Its output stays in $check_log.
expect() { # sentence, exit code, command...
  local sentence="$1" wanted="$2" code=0
  shift 2
  "$@" >"$check_log" 2>&1 || code=$?
  if ((code == wanted)); then
    ok "$sentence"
  else
    printf 'exit code %s, expected %s, of: %s\n' "$code" "$wanted" "$*" >>"$check_log"
    not_ok "$sentence" "$check_log"
  fi
}

# Passes when the output of the last command holds the text.
says() { # sentence, text
  if grep -qF -- "$2" "$check_log"; then
    ok "$1"
  else
    printf 'expected in the output: %s\n' "$2" >>"$check_log"
    not_ok "$1" "$check_log"
  fi
}

# The suite's last words; its exit code says whether all passed.
finish() {
  rm -f "$check_log"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0))
}
