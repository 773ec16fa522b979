#!/usr/bin/env bats
# What network.sh says and refuses before it touches a network.

load helper

# A PATH with everything but one program.
path_without() {
  local missing="$1" dir="$BATS_TEST_TMPDIR/bin" tool found
  mkdir -p "$dir"
  for tool in bash env awk grep mkdir mv rm cp chmod find cat git java mvn go gcc cc uname dirname readlink flock sha256sum tail; do
    [[ "$tool" == "$missing" || ("$missing" == gcc && "$tool" == cc) ]] && continue
    found="$(command -v "$tool" || true)"
    if [[ -n "$found" ]]; then ln -sf "$found" "$dir/$tool"; fi
  done
  printf '%s' "$dir"
}

refuses_without() {
  local path
  path="$(path_without "$1")"
  run env -u JAVA_HOME -u CC PATH="$path" "$network_sh" --name without up
  exits 2
  says "$2"
  says "next: install it"
  [[ ! -e "$network_home/.state/without" ]]
}

@test "a missing java is named, with how to get it, and nothing is begun" {
  refuses_without java "java (17 or later) is missing"
}

@test "a missing mvn is named" {
  refuses_without mvn "mvn (Maven"
}

@test "a missing go is named" {
  refuses_without go "go (1.21 or later) is missing"
}

@test "a missing C compiler is named" {
  refuses_without gcc "a C compiler is missing"
}

# refuses_java HOME SENTENCE: with this JAVA_HOME all verbs that start something end before they do.
refuses_java() {
  run env JAVA_HOME="$1" "$network_sh" --name without up
  exits 2
  says "$2"
  says "next: install it"
  [[ ! -e "$network_home/.state/without" ]]
}

# A folder that looks like a Java of a version, with these programs.
java_of() { # version, program...
  local jdk="$BATS_TEST_TMPDIR/java-$1" program
  mkdir -p "$jdk/bin"
  printf 'JAVA_VERSION="%s"\n' "$1" >"$jdk/release"
  for program in "${@:2}"; do
    printf '#!/bin/sh\nexit 0\n' >"$jdk/bin/$program"
    chmod +x "$jdk/bin/$program"
  done
  printf '%s' "$jdk"
}

@test "a JAVA_HOME without a java is named" {
  refuses_java /nonexistent "JAVA_HOME is /nonexistent, where there is no bin/java"
}

@test "a JRE is named" {
  local jdk
  jdk="$(java_of 17.0.12 java)"
  refuses_java "$jdk" "java in $jdk is a JRE without javac, a JDK is needed"
}

@test "a JDK that is too old is named with its version" {
  local jdk
  jdk="$(java_of 11.0.2 java javac)"
  refuses_java "$jdk" "java in $jdk is version 11, 17 or later is needed"
  jdk="$(java_of 1.8.0_392 java javac)"
  refuses_java "$jdk" "java in $jdk is version 8, 17 or later is needed"
}

# placed FOLDER: a copy of what network.sh consists of, in a folder of that name.
placed() {
  local folder="$BATS_TEST_TMPDIR/$1/network"
  mkdir -p "$folder"
  cp -a "$network_home"/network.sh "$network_home"/java.bash "$network_home"/tools "$network_home"/topology.yaml "$folder"
  printf '%s' "$folder"
}

@test "a checkout in a folder that some program reads otherwise is refused by the character" {
  local name folder
  # shellcheck disable=SC2016 # a name, not a variable
  for name in 'a,b' 'a;b' 'c#' '50%41' 'a:b' 'a${x}b' 'a!b' 'a*b' 'a[b' "a'b" 'a"b' 'a\b' 'a&b'; do
    folder="$(placed "$name")"
    run "$folder/network.sh" up
    exits 2
    says "the folder $folder has a "
    says "move the repository"
    [[ ! -e "$folder/.bin" && ! -e "$folder/.state" ]]
  done
  run "$(placed $'a\nb')/network.sh" up
  exits 2
  says "not printable UTF-8"
}

@test "a checkout in a folder with blanks and letters of any language is none of them, under any locale" {
  local folder
  folder="$(placed 'prüfung (2) +=@~')"
  ln -s "$network_home/.bin" "$folder/.bin"
  run env -u LANG LC_ALL=C.UTF-8 bash "$folder/network.sh" prereq
  exits 0
  run env -u LANG LC_ALL=C bash "$folder/network.sh" prereq
  exits 0
}

@test "network.sh finds itself by a link, from its own folder, and with CDPATH exported" {
  ln -s "$network_sh" "$BATS_TEST_TMPDIR/link"
  for run_it in "$BATS_TEST_TMPDIR/link" "cd $network_home && bash network.sh" "cd $network_home/.. && CDPATH=$network_home bash network/network.sh"; do
    run bash -c "export CDPATH=/tmp; $run_it --name nobody status"
    exits 1
    says "network nobody does not exist"
  done
}

@test "another system than Linux is named" {
  local path
  path="$(path_without nothing)"
  rm "$path/uname"
  printf '#!/bin/sh\necho Darwin\n' >"$path/uname"
  chmod +x "$path/uname"
  run env PATH="$path" "$network_sh" --name without up
  exits 2
  says "Linux is needed, this is Darwin"
}

@test "a Go that can't fetch the later one that a module asks for is named before anything is built" {
  local folder path
  folder="$(placed 'no toolchain')"
  path="$(path_without go)"
  # shellcheck disable=SC2016 # the stand-in's own variable
  printf '#!/bin/sh\n[ "$GOTOOLCHAIN" = local ] && echo go version go1.22.0 && exit\necho go: download go1.23.5: no network; exit 1\n' >"$path/go"
  chmod +x "$path/go"
  run env -u STEMMA_FABRIC_BIN PATH="$path" "$folder/network.sh" up
  exits 2
  says "is needed to build fabric and can't be fetched: go: download go1.23.5: no network"
  [[ ! -e "$folder/.state" ]]
}

@test "looking and stopping need netctl alone, which is built without Fabric" {
  local folder
  folder="$(placed 'nothing built')"
  for verb in "gateway down" "gateway status" down status; do
    # shellcheck disable=SC2086 # two words
    run "$folder/network.sh" --name nobody $verb
    [[ "$output" != *"building fabric"* && "$output" != *missing* ]] || fail "$output"
    [[ -x "$folder/.bin/netctl" && ! -e "$folder/.bin/peer" ]]
  done
  rm -r "$folder/.bin"
  run env PATH="$(path_without go)" "$folder/network.sh" --name nobody down
  exits 2
  says "go (1.21 or later) is missing"
}

@test "a topology whose host can't be listened at is refused by name, and nothing is begun" {
  local host
  for host in localhost "'::1'" 192.0.2.1; do
    sed "s/folder: studio, host: 127.0.0.1/folder: studio, host: $host/" "$network_home/topology.yaml" >"$BATS_TEST_TMPDIR/topology.yaml"
    run env STEMMA_TOPOLOGY="$BATS_TEST_TMPDIR/topology.yaml" "$network_sh" --name hosts up
    exits 1
    says "StudioMSP"
    says "${host//\'/}"
    [[ ! -e "$network_home/.state/hosts/orgs" ]]
  done
  rm -rf "$network_home/.state/hosts" "$network_home/.state/hosts.lock"
}

@test "the help names what else can be given" {
  run network help
  for name in STEMMA_FABRIC_BIN STEMMA_FABRIC_CONFIG STEMMA_TOPOLOGY JAVA_HOME; do says "\$$name"; done
}

@test "prereq says that all is there" {
  run network prereq
  exits 0
  says "prerequisites are met"
}

@test "help names every verb and where down differs from the test network" {
  run network help
  exits 0
  for verb in prereq up createChannel deployCC "cc list" "cc package" "cc invoke" "cc query" "cc serve" gateway status logs stop restart down; do
    says "  $verb"
  done
  says "this differs from Fabric's"
}

@test "an unknown verb is refused" {
  run network upp
  exits 2
  says "unknown verb upp"
}

@test "no verb at all prints the help and is an error" {
  run network
  exits 2
  says "Verbs"
}

@test "an unknown flag is refused" {
  run network status --nme x
  exits 2
  says "unknown flag --nme"
}

@test "a name that is no folder's name is refused" {
  run network --name ../x status
  exits 2
  says "a network's name"
}

@test "the status of a network that does not exist says how to make it" {
  run network --name nobody status
  exits 1
  says "next: network.sh --name nobody up"
}
