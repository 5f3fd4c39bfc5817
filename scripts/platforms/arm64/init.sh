#!/bin/busybox sh
# The first process of the emulated machine. What stands between @ is filled in by run.sh.
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sys /sys
/bin/busybox mount -t securityfs security /sys/kernel/security
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mkdir -p /dev/pts /dev/shm
/bin/busybox mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts
/bin/busybox mount -t tmpfs -o mode=1777 tmpfs /dev/shm
/bin/busybox chmod 1777 /tmp
/bin/busybox ln -s /proc/self/fd /dev/fd
/bin/busybox ip link set lo up
/bin/busybox hostname arm64
/bin/busybox stty -F /dev/ttyAMA0 -opost
export PATH=/usr/local/bin:/usr/bin:/usr/sbin HOME=/root USER=root LANG=C.UTF-8 TERM=xterm
export DENO_DIR=@DENO_DIR@ NO_COLOR=1 DENO_NO_UPDATE_CHECK=1 PYSANDBOX_TEST_SLOWNESS=8
cd @PROJECT@
echo "Linux $(uname -r), pages of $(getconf PAGESIZE) bytes"
# To a pipe and not to the console, as programs mostly run. The exit code comes through a file.
{ /usr/bin/setsid -w /bin/bash /command </dev/null 2>&1; echo $? >/run/status; } | cat
/bin/busybox stty -F /dev/ttyAMA0 -opost
echo "@NONCE@ $(cat /run/status)"
/bin/busybox stty -F /dev/ttyAMA0 -opost
/bin/busybox poweroff -f
