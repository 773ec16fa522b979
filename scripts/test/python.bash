# A virtual environment with pinned tools, made once. Sourced; sets $python.
# shellcheck shell=bash

python_venv() { # folder, requirements
  python="$1/bin/python"
  if [[ -x "$python" ]] && cmp -s "$2" "$1/requirements.txt"; then
    return
  fi
  if ! command -v python3 >/dev/null; then
    printf 'python3 is missing: the API is tested with tools of the Python package index\n' >&2
    exit 2
  fi
  rm -rf "$1"
  mkdir -p "$(dirname "$1")"
  python3 -m venv "$1"
  "$python" -m pip install --quiet --disable-pip-version-check -r "$2"
  cp "$2" "$1/requirements.txt"
}
