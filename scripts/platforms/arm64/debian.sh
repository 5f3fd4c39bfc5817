#!/usr/bin/env bash
# Makes in the folder $1 what the machine starts from: root.cpio, Debian's userland for arm64, and vmlinuz-$2, its kernel. Packages are fetched with lists of
# their own and unpacked, never installed: what this machine has is neither looked at nor changed.
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
folder=$1
kernel=$2
packages=(busybox-static bash dash coreutils findutils diffutils grep sed mawk gzip tar hostname procps bsdutils util-linux mount ncurses-base python3
  libgcc-s1 libstdc++6 ca-certificates tzdata libc-bin)
[[ ! -f $folder/root.cpio || ! -f $folder/vmlinuz-$kernel ]] || exit 0

apt=$folder/apt
mkdir -p "$apt"/{lists/partial,archives/partial}
: >"$apt/status"
for suite in bookworm trixie trixie-backports; do
  echo "deb [arch=arm64 signed-by=$KEYRING] $(mirror) $suite main"
done >"$apt/sources.list"
cat >"$apt/apt.conf" <<CONF
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State::Lists "$apt/lists";
Dir::State::Status "$apt/status";
Dir::Cache "$apt";
APT::Architecture "arm64";
APT::Architectures "arm64";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
Debug::NoLocking "true";
CONF
export APT_CONFIG=$apt/apt.conf
quietly apt-get update -qq

unpack() { dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --keep-directory-symlink "${@:3}"; }

make_root() {
  say "fetches Debian's userland for arm64"
  local root=$folder/root package name
  quietly apt-get -t trixie -y --no-install-recommends --download-only install "${packages[@]}"
  rm -rf "$root"
  mkdir -p "$root"/usr/{bin,sbin,lib,lib64} "$root"/{proc,sys,dev,tmp,root,run,etc,var}
  for name in bin sbin lib lib64; do ln -s "usr/$name" "$root/$name"; done
  for package in "$apt"/archives/*.deb; do
    unpack "$package" "$root" --exclude='./usr/share/doc' --exclude='./usr/share/man' --exclude='./usr/share/locale' --exclude='./usr/share/info'
  done
  # No package was configured: this is what of that is needed.
  ln -sf mawk "$root/usr/bin/awk"
  [[ -e $root/usr/bin/sh ]] || ln -s dash "$root/usr/bin/sh"
  printf '%s\n' 'root:x:0:0:root:/root:/bin/bash' 'nobody:x:65534:65534::/:/bin/false' >"$root/etc/passwd"
  printf '%s\n' 'root:x:0:' 'tty:x:5:' 'nogroup:x:65534:' >"$root/etc/group"
  echo '127.0.0.1 localhost arm64' >"$root/etc/hosts"
  (cd "$root" && find . -print0 | cpio -0 -o -H newc -R 0:0 --quiet) >"$folder/root.cpio.new"
  rm -rf "$root" "$apt"/archives/*.deb
  mv "$folder/root.cpio.new" "$folder/root.cpio"
}

fetch_kernel() {
  say "fetches Debian's kernel $kernel for arm64"
  local suite=${kernel%-16k} flavour=arm64 work image name offset length kind
  [[ $kernel != *-16k ]] || flavour=arm64-16k
  work=$(mktemp -d "$folder/kernel.XXXXXX")
  # The package without content names the one of the version at hand; later Debians keep the kernel itself in one more.
  image=$(apt-cache show "linux-image-$flavour/$suite" | sed -n 's/^Depends:.*\(linux-image-[0-9][^ ,]*\).*/\1/p' | head -1)
  name=linux-binary-${image#linux-image-}
  apt-cache show "$name" >/dev/null 2>&1 || name=
  (cd "$work" && quietly apt-get download "$image" $name)
  mkdir "$work/tree"
  for package in "$work"/*.deb; do unpack "$package" "$work/tree" --wildcards --wildcards-match-slash '*/vmlinuz*' 2>/dev/null || true; done
  local found
  found=$(find "$work/tree" -type f -name 'vmlinuz*' | head -1)
  [[ -n $found ]] || die "no kernel is in $image"
  # Later kernels are programs that unpack themselves (EFI zboot), which older QEMUs do not know.
  if [[ $(head -c 8 "$found" | tail -c 4) == zimg ]]; then
    read -r offset length < <(od -An -tu4 -j8 -N8 "$found")
    kind=$(tail -c +25 "$found" | head -c 16 | tr -d '\0')
    local unpacker
    case $kind in gzip) unpacker=gzip ;; zstd*) unpacker=zstd ;; xz*) unpacker=xz ;; *) die "unknown packing of a kernel: $kind" ;; esac
    tail -c +$((offset + 1)) "$found" | head -c "$length" | { "$unpacker" -dcq 2>/dev/null || true; } >"$work/unpacked"
    found=$work/unpacked
  fi
  mv "$found" "$folder/vmlinuz-$kernel"
  rm -rf "$work"
}

[[ -f $folder/root.cpio ]] || make_root
[[ -f $folder/vmlinuz-$kernel ]] || fetch_kernel
