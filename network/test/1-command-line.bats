#!/usr/bin/env bats
# What network.sh says and refuses before it touches a network.

load helper

# A PATH with everything but one program.
path_without() {
  local missing="$1" dir="$BATS_TEST_TMPDIR/bin" tool found
  mkdir -p "$dir"
  for tool in bash env awk grep mkdir mv rm cp chmod find cat git java mvn go gcc cc uname dirname; do
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
