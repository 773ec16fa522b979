# Which Java the scripts run, and text in UTF-8 whatever the caller's locale is. Sourced.
# shellcheck shell=bash

# Java takes the encoding of arguments, file names and output from the locale; in that of a bare service (C) it would
# lose all but ASCII.
{ export LC_ALL=C.UTF-8; } 2>/dev/null

java_command() {
  if [[ -n "${JAVA_HOME:-}" ]]; then
    printf '%s/bin/java' "$JAVA_HOME"
  else
    printf 'java'
  fi
}

# The folder of the Java that java_command runs.
java_home() {
  local home="${JAVA_HOME:-}" program
  if [[ -z "$home" ]]; then
    program="$(readlink -f -- "$(command -v java)")"
    home="${program%/bin/java}"
    if [[ ! -f "$home/release" ]]; then
      # What stands on the PATH is somebody's wrapper.
      home="$(java -XshowSettings:properties -version 2>&1 | awk '$1 == "java.home" { print substr($0, index($0, "=") + 2); exit }')"
    fi
  fi
  printf '%s' "$home"
}

java_major() { # its folder
  local text
  # Asked only where its files don't say it.
  text="$(grep '^JAVA_VERSION=' "$1/release" 2>/dev/null)" || text="$("$(java_command)" -version 2>&1)" || return 1
  if [[ "$text" =~ \"(1\.)?([0-9]+) ]]; then printf '%s' "${BASH_REMATCH[2]}"; else return 1; fi
}

# Prints what is wrong with the Java that there is, nothing if it will do. A jdk has to compile, too.
java_fault() { # jre or jdk
  local home major
  if [[ -n "${JAVA_HOME:-}" && ! -x "$JAVA_HOME/bin/java" ]]; then
    printf 'JAVA_HOME is %s, where there is no bin/java' "$JAVA_HOME"
  elif ! command -v "$(java_command)" >/dev/null; then
    printf 'java (17 or later) is missing'
  else
    home="$(java_home)"
    if ! major="$(java_major "$home")"; then
      printf 'java in %s does not say its version, 17 or later is needed' "$home"
    elif ((major < 17)); then
      printf 'java in %s is version %s, 17 or later is needed' "$home" "$major"
    elif [[ "$1" == jdk && ! -x "$home/bin/javac" ]]; then
      printf 'java in %s is a JRE without javac, a JDK is needed' "$home"
    fi
  fi
}

java_remedy='install it: apt-get install openjdk-17-jdk; or set JAVA_HOME to the folder of a JDK'
