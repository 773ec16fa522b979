#!/usr/bin/env bash
# schemathesis against the gateway of a running network: no error of the server's, no status, type, header or
# shape that the document does not describe. One run per key, so that each door is tried open and shut. It writes to
# the ledger. Webhooks that are made up lead to this machine (schemathesis/hooks.py).
#
#   scripts/test/schemathesis.sh           with an admin's key: each operation's examples and the edges of its schemas
#   scripts/test/schemathesis.sh --full    with each identity's key and with none; also random requests, and sequences
#
#   STEMMA_NETWORK, STEMMA_BASE_PORT   the running network (default stemma, from 17000)
#   STEMMA_TEST_SEED                   the seed; printed
set -euo pipefail

here="$(readlink -f -- "${BASH_SOURCE[0]}")"
here="${here%/*}"
root="${here%/*/*}"
seed="${STEMMA_TEST_SEED:-20261121}"
state="$root/network/.state/${STEMMA_NETWORK:-stemma}"
url="http://127.0.0.1:$((${STEMMA_BASE_PORT:-17000} + 8))"
keys="$state/orgs/lab/gateway/data/demo-keys.json"
work="$root/target/schemathesis"
identities=(admin)
phases=examples,coverage
examples=1
least=3000
seconds=240
case "${1:-}" in
  "") ;;
  --full)
    identities=(admin owner buyer meter cashier council auditor none)
    phases=examples,coverage,fuzzing,stateful examples=10 least=40000 seconds=600
    ;;
  -h | --help) sed -n '2,11p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'; exit 0 ;;
  *) printf 'schemathesis.sh: unknown argument %s; see --help\n' "$1" >&2; exit 2 ;;
esac

# shellcheck source=scripts/test/python.bash
source "$here/python.bash"
python_tools "$root/.tools/python" "$here/requirements.txt"
rm -rf "$work"
mkdir -p "$work"

key() { # identity
  "${python:?}" -c 'import json, sys; print(json.load(open(sys.argv[1]))["keys"][sys.argv[2]])' "$keys" "$1"
}

# Keys stand in a file of ours alone, not on a command line.
configure() { # identity
  (
    umask 077
    {
      if [[ "$1" != none ]]; then
        printf '[headers]\nAuthorization = "Bearer %s"\n\n' "$(key "$1")"
      fi
      # A block that is far off is waited for; it would be all that this measures.
      printf '[parameters]\n"header.Stemma-After-Block" = "0"\n\n'
      # 503 is an answer of ours, with Retry-After: the meter is not registered yet, or a peer is away. 500 never is.
      printf '[checks]\nnot_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", "503"]\n'
    } >"$work/$1.toml"
  )
}

# One worker: with more, a seed says nothing, and Python before 3.12 trips over its own parser.
run() { # identity
  configure "$1"
  (cd "$work" && SCHEMATHESIS_HOOKS="$here/schemathesis/hooks.py" timeout "$seconds" \
    "$python" -m schemathesis.cli --config-file "$work/$1.toml" run "$work/openapi.json" --url "$url" \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance \
    --phases "$phases" --mode all --max-examples "$examples" --seed "$seed" --workers 1 --request-timeout 40 \
    --no-shrink --continue-on-failure --max-failures 40 --generation-database none --suppress-health-check all \
    --warnings off --report ndjson --report-ndjson-path "$work/$1.ndjson")
}

# A gateway that has just started makes it when it is first asked; schemathesis itself waits 10 s.
curl -sSf --max-time 60 -o "$work/openapi.json" "$url/v1/openapi.json"
printf 'schemathesis: keys: %s; phases: %s; at most %d random requests an operation; seed %s\n' \
  "${identities[*]}" "$phases" "$examples" "$seed"
failed=0
total=0
for identity in "${identities[@]}"; do
  code=0
  began=$SECONDS
  run "$identity" >"$work/$identity.log" 2>&1 || code=$?
  rm -f "$work/$identity.toml"
  cases="$(sed -n 's/^ *\([0-9][0-9]*\) generated.*/\1/p' "$work/$identity.log" | tail -1)"
  total=$((total + ${cases:-0}))
  if ((code == 0)); then
    printf 'ok - as %s: %s cases, all answered as described, in %d s\n' "$identity" "${cases:-0}" "$((SECONDS - began))"
  else
    failed=1
    printf 'not ok - as %s: exit code %d after %d s; all of it is in %s\n' \
      "$identity" "$code" "$((SECONDS - began))" "$work/$identity.log"
    cut -c1-300 "$work/$identity.log" | tail -n 200 | sed 's/^/    /'
  fi
done
if ((total < least)); then
  failed=1
  printf 'not ok - %d cases, %d are expected at least\n' "$total" "$least"
else
  printf 'ok - %d cases\n' "$total"
fi
((failed == 0))
