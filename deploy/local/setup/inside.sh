#!/bin/sh
# Process 1 of a new mount, process, IPC and host name namespace: turns it into a machine of its own, then becomes tini.
# Arguments: runtime root, repository, log directory, directory of the tenant's files or "", then the command to run
# in /cordboard.
set -eu
runtime=$1 repository=$2 logs=$3 tenant=$4
shift 4
umask 022

mount --bind "$runtime" "$runtime"
mount -o remount,bind,ro "$runtime"
mount --bind "$repository" "$runtime/cordboard"
mount -t proc proc "$runtime/proc"
mount -t sysfs -o ro sysfs "$runtime/sys"
for writable in run tmp root dev var/tmp; do mount -t tmpfs -o mode=1777 "tmpfs" "$runtime/$writable"; done

# Devices and shared memory of its own: PostgreSQL's segments vanish with the namespace, not into the host's /dev/shm.
cd "$runtime/dev"
for device in null zero full random urandom tty; do : >"$device" && mount --bind "/dev/$device" "$device"; done
mkdir -m 1777 shm && mount -t tmpfs -o mode=1777 tmpfs shm
mkdir pts && mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts pts && ln -s pts/ptmx ptmx
ln -s /proc/self/fd fd && ln -s fd/0 stdin && ln -s fd/1 stdout && ln -s fd/2 stderr

mkdir -p "$runtime/run/cordboard/log"
mount --bind "$logs" "$runtime/run/cordboard/log"
if [ -n "$tenant" ]; then
  mkdir "$runtime/run/cordboard/tenant"
  mount --bind "$tenant" "$runtime/run/cordboard/tenant"
fi

cd "$runtime"
pivot_root . .
umount -l .
cd /cordboard
echo cordboard >/proc/sys/kernel/hostname

# Above rtpengine's ports, so that no socket of a client is in the way of a call's.
echo 40000 60999 >/proc/sys/net/ipv4/ip_local_port_range

# baresip refuses loopback, so the addresses are on a link; its far end stays unused.
ip link set lo up
ip link add name board type veth peer name board-end
ip link set board up
ip link set board-end up
for host in 1 2 3 4 5 6 7 8 9; do ip addr add "10.99.0.$host/24" dev board; done
exec tini -- "$@"
