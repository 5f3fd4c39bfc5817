#!/usr/bin/env bash
# Runs `pysandbox vet` as the action's inputs say. Its exit code goes into the step's outputs: the report is uploaded before the job
# fails by it.
set -euo pipefail

paths=()
while IFS= read -r line; do
  # Blanks around a path are YAML's.
  line=${line#"${line%%[![:space:]]*}"}
  line=${line%"${line##*[![:space:]]}"}
  [[ -z $line ]] || paths+=("$line")
done <<<"${INPUT_PATHS:-}"
if [[ ${#paths[@]} -eq 0 ]]; then
  printf '::error title=pysandbox::paths: expected at least one path, one a line\n'
  exit 2
fi

arguments=(vet --format github)
[[ -z ${INPUT_JUNIT:-} ]] || arguments+=(--junit "$INPUT_JUNIT")
[[ -z ${INPUT_JSONL:-} ]] || arguments+=(--jsonl "$INPUT_JSONL")
[[ ${INPUT_UPLOAD_SARIF:-false} != true ]] || arguments+=(--sarif "$INPUT_SARIF_FILE")
# Words at spaces, and nothing else of what a shell does.
read -r -d '' -a more <<<"${INPUT_ARGS:-}" || true
[[ ${#more[@]} -eq 0 ]] || arguments+=("${more[@]}")

code=0
"$PYSANDBOX_EXECUTABLE_PATH" "${arguments[@]}" -- "${paths[@]}" || code=$?
printf 'exit-code=%s\n' "$code" >>"$GITHUB_OUTPUT"
[[ ! -s ${INPUT_SARIF_FILE:-} ]] || printf 'sarif=%s\n' "$INPUT_SARIF_FILE" >>"$GITHUB_OUTPUT"
