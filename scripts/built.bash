# What Maven has built, and whether that is still true. Sourced by scripts, which name the repository's $root.
# shellcheck shell=bash

jars=(
  chaincode/contracts/target/stemma-contracts.jar
  attribution/target/stemma-attribution.jar
  gateway-app/target/stemma-gateway.jar
  scripts/client/target/stemma-client.jar
)

# Written by the last build that came to its end: the jars' digests, and as its own time the moment before that build began.
# The jars' times say nothing: reproducible jars carry the build's nominal one.
stamp="$root/.tools/built"

# Whether the jars are those of the last build, and no source was touched since it began.
built() {
  if [[ ! -f "$stamp" ]] || ! (cd "$root" && sha256sum --check --status "$stamp" 2>/dev/null); then return 1; fi
  [[ -z "$(find "$root/pom.xml" "$root/governance" "$root/chaincode" "$root/attribution" "$root/gateway-app" \
    "$root/scripts/client" -name target -prune -o -type f \( -path '*/src/main/*' -o -name pom.xml -o -path '*/charter/*' \) \
    -newer "$stamp" -print -quit)" ]]
}

# Runs a command that builds while no other does: two would write into the same target folders.
alone() { # command...
  mkdir -p "$root/.tools"
  {
    if ! flock --nonblock 9; then
      printf 'another build in this folder is under way, waiting for it ...\n' >&2
      flock 9
    fi
    "$@"
  } 9>"$root/.tools/build.lock"
}

# Runs a command that builds all jars, and notes what it made. Until then what there was counts as unbuilt.
noted() { # command...
  local began="$root/.tools/building.$$" jar
  mkdir -p "${stamp%/*}"
  rm -f "$stamp"
  : >"$began"
  if ! "$@"; then
    rm -f "$began"
    return 1
  fi
  for jar in "${jars[@]}"; do
    if [[ ! -f "$root/$jar" ]]; then
      printf 'the build did not make %s\n' "$jar" >&2
      rm -f "$began"
      return 1
    fi
  done
  (cd "$root" && sha256sum -- "${jars[@]}") >"$began.digests"
  touch -r "$began" "$began.digests"
  mv -f "$began.digests" "$stamp"
  rm -f "$began"
}
