#!/usr/bin/env bash
# Makes a Debian with Wine 10 in the folder $1: older ones do not run Deno.
source "$(dirname "${BASH_SOURCE[0]}")/../common.sh"
root=$1
say "makes a Debian with Wine; this takes some minutes, once"
rm -rf --one-file-system "$root"
quietly debootstrap --variant=minbase --keyring="$KEYRING" trixie "$root" "$(mirror)"
cp /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
# What waits in a chroot for a service that never starts would wait for ever.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod +x "$root/usr/sbin/policy-rc.d"
quietly env DEBIAN_FRONTEND=noninteractive chroot "$root" sh -c \
  'apt-get -q update && apt-get -qy install --no-install-recommends wine64 && apt-get clean'
umount "$root/proc"
