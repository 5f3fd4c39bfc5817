#!/usr/bin/env bash
# Tries an image as it is meant to be run: try.sh ENGINE IMAGE, with docker or podman. Needs nothing of the checkout.
set -euo pipefail

[[ $# -eq 2 ]] || { echo "try.sh: expected ENGINE IMAGE, such as: docker pysandbox:0.1.0" >&2; exit 2; }
engine=$1 image=$2
# The walls that a container adds; Kubernetes calls them restricted.
contained=(run --rm --interactive --read-only --cap-drop=ALL --security-opt=no-new-privileges --network=none --memory=1g)

run() { "$engine" "${contained[@]}" "$image" "$@"; }

expect() { # expect WHAT EXPECTED ACTUAL
  [[ $2 == "$3" ]] || { echo "try.sh: $1: expected '$2'; got '$3'" >&2; exit 1; }
  echo "try.sh: $1: ok"
}

status() { # status WORDS...: the exit code
  local code=0
  run "$@" >/dev/null 2>&1 </dev/null || code=$?
  echo "$code"
}

run doctor
echo "try.sh: doctor: ok"
expect "a program" 42 "$(run run -c 'print(6 * 7)')"
expect "with all walls" 42 "$(run run --walls require -c 'print(6 * 7)')"
expect "standard input" piped "$(echo "print('piped')" | run run -)"
expect "a program's exit code" 3 "$(status run -c 'raise SystemExit(3)')"
expect "the time limit" 124 "$(status run --timeout 1s -c 'while True: pass')"
expect "the memory limit" 137 "$(status run --max-heap 64 -c 'bytearray(10**9)')"
expect "the user" 65532 "$("$engine" image inspect --format '{{.Config.User}}' "$image" | cut -d: -f1)"
expect "a request" '"output":9' "$(echo '{"code": "4 + 5"}' | run serve-stdio | grep -o '"output":9')"
