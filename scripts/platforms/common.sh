# Sourced by the scripts of each system. From scripts/platforms/main.ts: PROJECT (the checkout), KEPT (where things stay for the next time), DENO_HERE and
# DENO_THERE (Deno for this system and for the other), KERNEL, SECONDS_THERE.
set -euo pipefail
export LC_ALL=C

say() { printf 'platforms: %s\n' "$*" >&2; }
die() { say "$*"; exit 70; }

# quietly COMMAND...: shows what it said only if it failed.
quietly() {
  local log
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || { cat "$log" >&2; rm -f "$log"; return 1; }
  rm -f "$log"
}

# Debian's mirror as this machine has it, or the public one.
mirror() {
  local found
  found=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -m1 -v security) || true
  echo "${found:-http://deb.debian.org/debian}"
}

# Every archive of Debian is verified by these keys.
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
[[ -f $KEYRING ]] || die "$KEYRING is missing; install Debian's package debian-archive-keyring"

# Deno's cache for the other system, with all that `deno cache` finds from the tests and the command: the same files on every system.
fill_deno_dir() { # fill_deno_dir FOLDER
  (
    cd "$PROJECT"
    export DENO_DIR=$1 DENO_NO_UPDATE_CHECK=1 NO_COLOR=1
    mapfile -d '' -t files < <(find tests scripts clients -name '*.ts' -not -path '*/fixtures/*' -print0)
    quietly "$DENO_HERE" cache --quiet --frozen cli.ts mod.ts src/jail/entry.ts "${files[@]}"
    # What is compiled is this engine's.
    rm -rf "$1"/v8_code_cache* "$1"/node_analysis_cache* "$1"/dep_analysis_cache* "$1"/check_cache* "$1"/fast_check_cache*
  )
}

# Copies the checkout as it is now, whether committed or not, with the assets that it has made. Copies have whole seconds (archives for the kernel know no
# others), by which the assets' own notes of what they were made from are made to go.
copy_project() { # copy_project FOLDER
  mkdir -p "$1"
  (
    cd "$PROJECT"
    {
      git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' name; do
        [[ ! -e $name && ! -L $name ]] || printf '%s\0' "$name"
      done
      find assets/build -type f -print0
    } | sort -zu | tar --format=ustar --null --no-recursion -T - -cf - | tar -C "$1" -xf -
  )
  sed -i -E 's/(:[0-9]+:[0-9]+)[0-9]{3}(\\n|")/\1000\2/g' "$1"/assets/build/*.json
}
