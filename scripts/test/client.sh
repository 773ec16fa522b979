#!/usr/bin/env bash
# A client in another language, generated from the committed document: compiles under strict settings, and
# runs the REST part of the tutorial on a running network.
#
#   STEMMA_NETWORK, STEMMA_BASE_PORT   the running network (default stemma, from 17000)
set -euo pipefail

here="$(readlink -f -- "${BASH_SOURCE[0]}")"
here="${here%/*}"
root="${here%/*/*}"
export STEMMA_STATE="$root/network/.state/${STEMMA_NETWORK:-stemma}" STEMMA_BASE_PORT="${STEMMA_BASE_PORT:-17000}"
generated="$root/target/client"

# shellcheck source=scripts/test/harness.bash
source "$here/harness.bash"
# shellcheck source=scripts/test/python.bash
source "$here/python.bash"
python_tools "$root/.tools/python" "$here/requirements.txt"
# The generator formats what it makes with ruff, which lies beside it.
export PATH="$root/.tools/python/bin:$PATH"

rm -rf "$generated"
mkdir -p "$generated"
expect "a client is generated from the committed document without a warning" 0 \
  openapi-python-client generate --path "$root/docs/reference/openapi.json" --meta none \
  --config "$here/client/generator.yaml" --output-path "$generated/stemma_client" --overwrite --fail-on-warning
expect "it and the tutorial compile under mypy --strict" 0 \
  env MYPYPATH="$generated" mypy --config-file "$here/client/mypy.ini" --cache-dir "$root/target/mypy" "$here/client/tutorial.py" "$generated/stemma_client"
expect "the tutorial runs" 0 env PYTHONPATH="$generated" timeout 120 "$python" "$here/client/tutorial.py"
says "to its end" "the tutorial is done"
finish
