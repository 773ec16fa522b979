#!/usr/bin/env bash
# Brings up a Stemma network: real Fabric, no container. See network.sh help.
set -euo pipefail

home="$(readlink -f -- "${BASH_SOURCE[0]}")"
home="${home%/*}"
# shellcheck source=network/java.bash
source "$home/java.bash"
bin="$home/.bin"
fabric_version=2.5.9
fabric_ca_version=1.5.15
fabric_module=github.com/hyperledger/fabric
fabric_ca_module=github.com/hyperledger/fabric-ca
fabric_programs=(peer orderer configtxgen configtxlator osnadmin discover ledgerutil)
fabric_ca_programs=(fabric-ca-server fabric-ca-client)

usage() {
  cat <<'HELP'
network.sh [flags] VERB... [flags]

Verbs, as Fabric's test network has them; several may follow each other:
  prereq           checks what is needed and builds Fabric's programs, once
  up               starts CAs, orderers and peers, enrols all identities
  createChannel    makes the channel and joins all nodes; brings the network up if it is not
  deployCC         installs, approves and commits the chaincode, or upgrades it in place
  cc list          what is installed at a peer and committed on the channel
  cc package       writes the package that deployCC would install, prints its id
  cc invoke        sends a transaction through all peers
  cc query         asks one peer
  cc serve ORG...  runs a jar as the service of these members under the package that was agreed
                   on: members with altered chaincode. Without -ccp the agreed jar again
  gateway up|down|status   the members' gateways
  status           each node: pid, health, block height, end of its certificates
  logs [NODE...]   the last lines of the nodes' logs
  stop NODE...     stops nodes whose names contain a word; restart or up starts them again
  restart [NODE...]  restarts nodes (all, or those whose names contain a word) and waits
  down             stops all. Ledgers, keys and logs are KEPT: this differs from Fabric's
                   test network, whose down removes them. The next up continues.
  down --purge     stops all and removes the network's state; built programs are kept
  help             this text

Flags:
  --name NAME      which network; default stemma, or $STEMMA_NETWORK
  --base-port N    its first port; default in topology.yaml, or $STEMMA_BASE_PORT.
                   Fixed at the first up, like profile and channel
  --profile P      demo or standard; default in topology.yaml, or $STEMMA_PROFILE
  -c NAME          channel (default stemma)
  -ccn NAME        chaincode (default stemma)       -ccp JAR     its jar
  -ccv VERSION     (default 1.<sequence-1>)         -ccs N       sequence (default: the next)
  -ccep POLICY     endorsement policy (default: majority of members)
  --main CLASS     main class (default: the jar's own, else org.stemma.contracts.Main)
  --no-genesis     deployCC does not invoke kernel:genesis
  -ccic JSON       cc invoke: '{"Args":["room:function","..."]}'
  -ccqc JSON       cc query: the same
  -org ORG         cc: Lab, LabMSP, lab or 1        --user NAME  cc: identity (default admin)
  -o FILE          cc package: where to write
  --jar JAR        gateway up: the gateway's jar, or $STEMMA_GATEWAY_JAR
  --tls            gateway up: the gateways speak TLS, from now on until the purge
  --lines N        logs: how many lines of each (default 40). Of an entry of many lines, such as
                   a stack trace, the first five; the file has all
  --level LEVEL    logs: only entries of this level (debug, info, warn, error) and above
  --trace ID       logs: only entries that name this trace, transaction, or other id

Fabric's programs are taken from $STEMMA_FABRIC_BIN or the PATH when they are of version
2.5 or 3; else they are built from their pinned Go modules. Fabric's own core.yaml and
orderer.yaml come from $STEMMA_FABRIC_CONFIG, if it names a folder with both; else from its
Go module, which is fetched for them.

Java: $JAVA_HOME, where it is set, else the PATH's.

A topology of your own: $STEMMA_TOPOLOGY names its file.

Exit codes: 0 done, 1 failed, 2 a prerequisite is missing or the command line is wrong,
3 status of a network that is stopped.
HELP
}

complain() { # cause, next step, [log]
  printf 'network.sh: %s\n' "$1" >&2
  if [[ -n "${3:-}" ]]; then printf '  log:  %s\n' "$3" >&2; fi
  printf '  next: %s\n' "$2" >&2
}

have() { command -v "$1" >/dev/null 2>&1; }

c_compiler() {
  local candidate
  for candidate in "${CC:-}" cc gcc clang; do
    if [[ -n "$candidate" ]] && have "$candidate"; then
      printf '%s' "$candidate"
      return 0
    fi
  done
  return 1
}

# Names all that is missing at once; nothing has been started or written by then.
check_prerequisites() {
  local missing=0 fault tool
  if [[ "$(uname -s)" != Linux ]]; then
    complain "Linux is needed, this is $(uname -s)" "take a Linux machine, a virtual one, or WSL 2"
    missing=1
  fi
  check_place || missing=1
  for tool in awk grep mkdir mv rm cp chmod find flock sha256sum; do
    have "$tool" || { complain "$tool is missing" "install your system's basic tools"; missing=1; }
  done
  have git || { complain "git is missing" "install it: apt-get install git"; missing=1; }
  fault="$(java_fault jdk)"
  if [[ -n "$fault" ]]; then
    complain "$fault" "$java_remedy"
    missing=1
  fi
  have mvn || { complain "mvn (Maven 3.8 or later) is missing" "install it: apt-get install maven"; missing=1; }
  check_go || missing=1
  c_compiler >/dev/null || { complain "a C compiler is missing (the CA's database needs one)" "install it: apt-get install gcc libc6-dev"; missing=1; }
  return "$missing"
}

check_go() {
  if ! have go; then
    complain "go (1.21 or later) is missing" "install it from go.dev/dl"
    return 1
  fi
  if ! [[ "$(cd / && GOTOOLCHAIN=local go version)" =~ go1\.([0-9]+) ]] || ((BASH_REMATCH[1] < 21)); then
    complain "go is older than 1.21" "install it from go.dev/dl"
    return 1
  fi
}

# A name of a folder that some program on the way reads as something else: Java's lists of paths and jars, Spring's
# locations and placeholders, the database's address, patterns of files.
check_place() {
  local i character
  # No name that is broken, or has control characters in it, is all printable.
  if ! [[ "$home" =~ ^[[:print:]]+$ ]]; then
    complain "the folder $(printf '%q' "$home") has a character in its name that is not printable UTF-8" "move the repository to another folder"
    return 1
  fi
  for ((i = 0; i < ${#home}; i++)); do
    character="${home:i:1}"
    case "$character" in
      [,\;:\#%!?*\&\|\<\>\{\}\$\'\"\`\\] | "[" | "]" | "^")
        complain "the folder $home has a $character in its name" "move the repository to a folder without it"
        return 1
        ;;
    esac
  done
}

# Accepts ready-made programs of a folder when all are there and of a fitting version.
accept_ready_made() {
  local dir="$1" program version
  for program in "${fabric_programs[@]:0:3}" "${fabric_ca_programs[@]}"; do
    [[ -x "$dir/$program" ]] || return 1
  done
  version="$("$dir/peer" version 2>/dev/null | awk '$1 == "Version:" { print $2; exit }')"
  [[ "${version#v}" =~ ^(2\.5|3)\. ]]
}

sample_config() { # target folder: copies Fabric's own core.yaml and orderer.yaml there
  local target="$1" from=""
  if [[ -f "${STEMMA_FABRIC_CONFIG:-}/core.yaml" ]]; then
    from="$STEMMA_FABRIC_CONFIG"
  else
    (cd "$home/tools/fabric" && go mod download "$fabric_module")
    from="$(cd "$home/tools/fabric" && go list -m -f '{{.Dir}}' "$fabric_module")/sampleconfig"
  fi
  mkdir -p "$target"
  cp "$from/core.yaml" "$from/orderer.yaml" "$target/"
  chmod 644 "$target"/*.yaml
}

build_module() { # module folder, version flag, packages...
  local folder="$1" flag="$2" began=$SECONDS log="$bin/build-$1.log"
  shift 2
  printf 'building %s (%s programs), once; this takes a minute or two ...\n' "$folder" "$#"
  if ! (cd "$home/tools/$folder" && CGO_ENABLED=1 go build -trimpath -ldflags "-s -w -X $flag" -o "$staging/" "$@") >"$log" 2>&1; then
    complain "$folder could not be built: $(tail -n 1 "$log")" "read the log; without network access, put ready-made programs in \$STEMMA_FABRIC_BIN" "$log"
    return 1
  fi
  printf '  %s built in %s s\n' "$folder" "$((SECONDS - began))"
}

# A module may ask for a later Go than there is, which Go then fetches by itself, or can't.
go_for() { # module folder
  local wanted said
  if said="$(cd "$home/tools/$1" && go version 2>&1)"; then return 0; fi
  wanted="$(awk '$1 == "go" { print $2; exit }' "$home/tools/$1/go.mod")"
  complain "go $wanted is needed to build $1 and can't be fetched: ${said##*$'\n'}" \
    "install go $wanted or later from go.dev/dl, or put ready-made programs in \$STEMMA_FABRIC_BIN"
  return 2
}

build_fabric() {
  local packages=() program
  go_for fabric || return
  go_for fabric-ca || return
  staging="$bin/.building.$$"
  mkdir -p "$staging"
  trap 'rm -rf "$staging"' EXIT
  for program in "${fabric_programs[@]}"; do packages+=("$fabric_module/cmd/$program"); done
  build_module fabric "$fabric_module/common/metadata.Version=$fabric_version" "${packages[@]}" || return 1
  packages=()
  for program in "${fabric_ca_programs[@]}"; do packages+=("$fabric_ca_module/cmd/$program"); done
  build_module fabric-ca "$fabric_ca_module/lib/metadata.Version=$fabric_ca_version" "${packages[@]}" || return 1
  mv -f "$staging"/* "$bin/"
  rm -rf "$staging"
  trap - EXIT
}

# Two that begin side by side build it once.
build_fabric_once() {
  {
    if ! flock --nonblock 9; then
      printf 'another command builds Fabric, waiting for it ...\n'
      flock 9
    fi
    accept_ready_made "$bin" || build_fabric
  } 9>"$bin/.lock"
}

# Sets fabric_bin: the folder whose programs are used.
ensure_fabric() {
  local onpath
  fabric_bin="$bin"
  if [[ -n "${STEMMA_FABRIC_BIN:-}" ]]; then
    if ! accept_ready_made "$STEMMA_FABRIC_BIN"; then
      complain "STEMMA_FABRIC_BIN does not hold Fabric 2.5 or 3 with Fabric CA" "unset it, or put peer, orderer, configtxgen, fabric-ca-server and fabric-ca-client there"
      return 2
    fi
    fabric_bin="$STEMMA_FABRIC_BIN"
  elif ! accept_ready_made "$bin"; then
    onpath="$(command -v peer || true)"
    if [[ -n "$onpath" ]] && accept_ready_made "${onpath%/*}"; then
      fabric_bin="${onpath%/*}"
    else
      build_fabric_once || return
    fi
  fi
  if [[ ! -f "$bin/config/core.yaml" || ! -f "$bin/config/orderer.yaml" ]]; then
    sample_config "$bin/config" || return 1
  fi
}

ensure_netctl() {
  local log="$bin/build-netctl.log"
  if [[ -x "$bin/netctl" && -z "$(find "$home/tools/netctl" -newer "$bin/netctl" -type f)" ]]; then
    return 0
  fi
  if ! (cd "$home/tools/netctl" && go build -trimpath -o "$bin/.netctl.$$" .) >"$log" 2>&1; then
    complain "netctl could not be built" "read the log" "$log"
    return 1
  fi
  mv -f "$bin/.netctl.$$" "$bin/netctl"
}

# Finds a wrong verb before anything is checked or built.
check_verbs() {
  local skip=0 first="" word
  for word in "$@"; do
    if ((skip)); then
      skip=0
      continue
    fi
    case "$word" in
      --purge | --no-genesis | --tls | -*=*) ;;
      -h | --help) first=help && break ;;
      -*) skip=1 ;;
      *)
        case "$first" in
          cc | logs | stop | restart | gateway) ;;
          *)
            case "$word" in
              prereq | up | createChannel | deployCC | cc | gateway | status | logs | stop | restart | down | help)
                first="$word"
                ;;
              *)
                complain "unknown verb $word" "network.sh help"
                exit 2
                ;;
            esac
            ;;
        esac
        ;;
    esac
  done
  if [[ -z "$first" ]]; then
    usage >&2
    exit 2
  fi
  if [[ "$first" == help ]]; then
    usage
    exit 0
  fi
}

main() {
  local began=$SECONDS rest=() word only_prereq=1 needs_tools=0
  check_verbs "$@"
  for word in "$@"; do
    if [[ "$word" == prereq ]]; then
      needs_tools=1
      continue
    fi
    rest+=("$word")
    case "$word" in
      # A gateway's up is meant, too.
      up | createChannel | deployCC | cc | restart) only_prereq=0 needs_tools=1 ;;
      gateway | status | logs | stop | down) only_prereq=0 ;;
    esac
  done
  # Looking and stopping must work on a machine that has lost a prerequisite, and builds nothing of Fabric.
  if ((!needs_tools)); then
    if [[ ! -x "$bin/netctl" ]]; then check_go || exit 2; fi
    # One of before may not read today's topology; where it can't be made anew, it has to do.
    if have go; then
      mkdir -p "$bin"
      ensure_netctl || [[ -x "$bin/netctl" ]] || exit 1
    fi
    STEMMA_NETWORK_HOME="$home" STEMMA_BIN_DIR="$bin" STEMMA_CONFIG_DIR="$bin/config" exec "$bin/netctl" "${rest[@]}"
  fi
  check_prerequisites || exit 2
  mkdir -p "$bin"
  ensure_fabric || exit $?
  ensure_netctl || exit 1
  if ((only_prereq)); then
    printf 'prerequisites are met, Fabric is built (%s s)\n' "$((SECONDS - began))"
    exit 0
  fi
  STEMMA_NETWORK_HOME="$home" STEMMA_BIN_DIR="$fabric_bin" STEMMA_CONFIG_DIR="$bin/config" exec "$bin/netctl" "${rest[@]}"
}

main "$@"
