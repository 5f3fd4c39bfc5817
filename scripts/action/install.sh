#!/usr/bin/env bash
# Finds the executable that the action is to use: one that is there, or a release's, whose SHA-256 is checked before it may run.
# Writes its path into the step's outputs. Everything that others write comes in variables, and none of it is code.
set -euo pipefail

fail() {
  # On one line: what follows a line end would be a command of its own to the runner.
  local message=${*//%/%25}
  printf '::error title=pysandbox::%s\n' "${message//[$'\r\n']/ }"
  exit 1
}

if [[ -n ${INPUT_EXECUTABLE:-} ]]; then
  [[ -x $INPUT_EXECUTABLE ]] || fail "executable: expected a file that can be executed; got '$INPUT_EXECUTABLE'"
  path=$(cd "$(dirname -- "$INPUT_EXECUTABLE")" && pwd)/$(basename -- "$INPUT_EXECUTABLE")
  printf 'executable=%s\n' "$path" >>"$GITHUB_OUTPUT"
  exit 0
fi

[[ ${INPUT_VERSION:-} =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] ||
  fail "version: expected a release such as 0.1.0, or give 'executable'; got '${INPUT_VERSION:-}'"
[[ ${INPUT_REPOSITORY:-} =~ ^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$ ]] ||
  fail "repository: expected OWNER/NAME; got '${INPUT_REPOSITORY:-}'"
[[ ${INPUT_SHA256:-} =~ ^([0-9a-f]{64})?$ ]] ||
  fail "sha256: expected 64 hexadecimal digits; got '${INPUT_SHA256:-}'"

case "${RUNNER_OS:-}-${RUNNER_ARCH:-}" in
  Linux-X64) target=linux-x64 ;;
  Linux-ARM64) target=linux-arm64 ;;
  macOS-X64) target=macos-x64 ;;
  macOS-ARM64) target=macos-arm64 ;;
  *) fail "no executable for ${RUNNER_OS:-}-${RUNNER_ARCH:-}: expected Linux or macOS, X64 or ARM64" ;;
esac

file=pysandbox-$INPUT_VERSION-$target
base=${GITHUB_SERVER_URL:-https://github.com}/$INPUT_REPOSITORY/releases/download/v$INPUT_VERSION
folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/pysandbox.XXXXXX")

download() { # download NAME
  curl --fail --silent --show-error --location --retry 3 --proto '=https,file' \
    --output "$folder/$1" "$base/$1" || fail "cannot download $base/$1"
}

sum() { # sum FILE
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d' ' -f1
}

download "$file"
expected=${INPUT_SHA256:-}
if [[ -z $expected ]]; then
  download SHA256SUMS
  expected=$(awk -v file="$file" '$2 == file || $2 == "*" file { print $1 }' "$folder/SHA256SUMS")
  [[ $expected =~ ^[0-9a-f]{64}$ ]] || fail "SHA256SUMS of the release does not name $file once"
fi
actual=$(sum "$folder/$file")
if [[ $actual != "$expected" ]]; then
  rm -f -- "$folder/$file"
  fail "$file has the SHA-256 $actual, expected $expected"
fi
mv -- "$folder/$file" "$folder/pysandbox"
chmod 0555 "$folder/pysandbox"
printf 'executable=%s\n' "$folder/pysandbox" >>"$GITHUB_OUTPUT"
