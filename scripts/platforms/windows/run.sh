#!/usr/bin/env bash
# Runs a Deno command line of this checkout with Deno for Windows, under Wine, in a Debian of its own. Nothing is left running or mounted: mounts and
# processes are in namespaces that end with this script.
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
folder=$KEPT/windows
root=$folder/root

if [[ -z ${INSIDE_NAMESPACES-} ]]; then
  mkdir -p "$folder"
  exec 9>"$folder/lock"
  flock 9
  INSIDE_NAMESPACES=1 exec unshare --mount --pid --fork --kill-child --propagation private "$0" "$@"
fi

[[ -e $folder/made ]] || bash "$here/debian.sh" "$root" || die "no Debian with Wine could be made"
touch "$folder/made"

# The assets are made here, where it takes seconds: they are the same there.
(cd "$PROJECT" && quietly "$DENO_HERE" task --quiet start run -c pass) || die "the checkout does not run here"
rm -rf "$root/win/pysandbox"
copy_project "$root/win/pysandbox"
cmp -s "$DENO_THERE" "$root/win/deno.exe" || cp "$DENO_THERE" "$root/win/deno.exe"
sum=$(cat "$PROJECT/deno.lock" "$PROJECT/deno.json" | sha256sum)
if [[ $(cat "$root/win/deno_dir/made_for" 2>/dev/null) != "$sum" ]]; then
  mkdir -p "$root/win/deno_dir"
  fill_deno_dir "$root/win/deno_dir"
  rm -rf "$root/win/deno_dir/gen"
  echo "$sum" >"$root/win/deno_dir/made_for"
fi

mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 dev "$root/dev"
for device in null zero full random urandom tty; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/shm" "$root/dev/pts"
mount -t devpts -o newinstance,ptmxmode=0666,gid=5 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
mkdir -p -m 700 "$root/run/wine"

# No wall of Windows stands under Wine: programs are run without, unless somebody asks for them.
environment=(
  PATH=/usr/bin:/bin HOME=/root LANG=C.UTF-8 TERM=xterm XDG_RUNTIME_DIR=/run/wine
  WINEPREFIX=/win/prefix WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml,winemenubuilder.exe='
  DENO_DIR='Z:\win\deno_dir' DENO_NO_UPDATE_CHECK=1 NO_COLOR=1 PYSANDBOX_WALLS="${PYSANDBOX_WALLS:-off}" PYSANDBOX_TEST_SLOWNESS=8
)
inside() { chroot "$root" /usr/bin/env -i "${environment[@]}" "$@" 9>&-; }
wine=/usr/lib/wine/wine64
server=/usr/lib/wine/wineserver64
if [[ ! -e $root/win/prefix/made ]]; then
  rm -rf "$root/win/prefix"
  quietly inside timeout 300 "$wine" wineboot --init || die "Wine could not set up its Windows"
  inside timeout 60 "$server" -w || true
  touch "$root/win/prefix/made"
fi
# One server stays until the command has ended.
inside "$server" -p || true
say "$(inside "$wine" --version 2>/dev/null), $(inside "$wine" /win/deno.exe --version 2>/dev/null </dev/null | head -n 1 | tr -d '\r')"

status=0
inside timeout --foreground -k 5 "$SECONDS_THERE" \
  /bin/sh -c 'cd /win/pysandbox && exec "$@"' sh "$wine" /win/deno.exe "$@" || status=$?
inside timeout 20 "$server" -k >/dev/null 2>&1 || true
[[ $status -ne 124 ]] || say "ended after $SECONDS_THERE s"
exit "$status"
