#!/usr/bin/env bash
# Runs a Deno command line of this checkout on an arm64 kernel of Debian in a machine that QEMU emulates: no KVM, no network, no disk. All files are in an
# initramfs: Debian's userland, and, in a second archive behind it, the checkout at the place that it has here, Deno, and Deno's cache.
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
folder=$KEPT/arm64
mkdir -p "$folder"
scratch=$(mktemp -d "$folder/run.XXXXXX")
machine=
# What was started is ended by its number.
finish() { [[ -z $machine ]] || kill "$machine" 2>/dev/null || true; rm -rf "$scratch"; }
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

exec 9>"$folder/lock"
flock 9
bash "$here/debian.sh" "$folder" "$KERNEL" || die "Debian's packages for arm64 could not be fetched"
# Made here, where it takes seconds: the files are the same there, if they stand at the same place.
(cd "$PROJECT" && quietly "$DENO_HERE" task --quiet start run -c pass) || die "the checkout does not run here"
deno_dir=$folder/deno_dir
fill_deno_dir "$deno_dir"

stage=$scratch/stage
mkdir -p "$stage$deno_dir" "$stage/usr/local/bin"
copy_project "$stage$PROJECT"
tar -C "$deno_dir" --format=ustar -cf - . | tar -C "$stage$deno_dir" -xf -
flock -u 9
cp "$DENO_THERE" "$stage/usr/local/bin/deno"
printf '%q ' deno "$@" >"$stage/command"

# Nobody can guess what the machine says at its end.
nonce=$(od -An -tx8 -N16 /dev/urandom | tr -d ' ')
sed -e "s|@NONCE@|$nonce|" -e "s|@PROJECT@|$PROJECT|" -e "s|@DENO_DIR@|$deno_dir|" "$here/init.sh" >"$stage/init"
chmod +x "$stage/init"
(cd "$stage" && find . -print0 | cpio -0 -o -H newc -R 0:0 --quiet) | cat "$folder/root.cpio" - >"$scratch/initrd"
rm -rf "$stage"

mkfifo "$scratch/console"
timeout -k 5 "$SECONDS_THERE" qemu-system-aarch64 -M virt -cpu max,pauth-impdef=on -smp 2 -m 4096 \
  -accel tcg,thread=multi,tb-size=1024 -display none -monitor none -serial stdio -no-reboot -nic none \
  -kernel "$folder/vmlinuz-$KERNEL" -initrd "$scratch/initrd" \
  -append "console=ttyAMA0 rdinit=/init panic=-1 quiet loglevel=1 lsm=landlock,lockdown,yama,integrity,bpf" \
  </dev/null >"$scratch/console" 2>"$scratch/qemu.log" 9>&- &
machine=$!

status=
while IFS= read -r line || [[ -n $line ]]; do
  case $line in
    *"$nonce "*) printf '%s' "${line%%"$nonce"*}"; status=${line##*"$nonce "} ;;
    *) [[ -n $status ]] || printf '%s\n' "$line" ;;
  esac
done <"$scratch/console"
ended=0
wait "$machine" || ended=$?
machine=
[[ -z $status ]] || exit "${status//[^0-9]/}"
[[ $ended -ne 124 && $ended -ne 137 ]] || { say "ended after $SECONDS_THERE s"; exit 124; }
cat "$scratch/qemu.log" >&2
die "the machine ended before the command did (QEMU: $ended)"
