# Tools of the Python package index, pinned, in an environment of their own. Sourced by what needs them.
# shellcheck shell=bash

# Says what to do when there is no Python that can make one.
python_needed() {
  # Debian's python3 has venv, but without python3-venv no pip to fill it.
  if ! python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    printf '%s\n  next: %s\n' \
      "python3 (3.11 or later, with venv) is missing: the API is tested with a generated Python client and with schemathesis" \
      "install it: apt-get install python3 python3-venv" >&2
    return 2
  fi
}

# Makes the environment, or takes the one that was made of the same list. Sets $python.
python_tools() { # folder, list
  python="$1/bin/python"
  python_needed || return
  if cmp -s "$2" "$1/requirements.txt"; then return; fi
  rm -rf "$1"
  mkdir -p "${1%/*}"
  printf 'fetching the Python tools of %s ...\n' "${2##*/}" >&2
  if ! { python3 -m venv "$1" && "$python" -m pip install --quiet --disable-pip-version-check -r "$2"; }; then
    printf 'the Python tools can not be had\n  next: read the lines above; is there a network?\n' >&2
    return 2
  fi
  cp "$2" "$1/requirements.txt"
}
