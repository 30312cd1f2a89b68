#!/usr/bin/env bash
# start.sh SHARE SECONDS [QEMU-OPTION…]: boots the machine that prepare.sh made. It sees this machine's files read-only,
# SHARE at /run/share, this machine's loopback at 10.0.2.2, and runs SHARE/start.sh as root. Ends when that ends.
# FORWARD=tcp:127.0.0.1:PORT-:PORT lets this machine reach a port inside.
set -euo pipefail
RIG=${RIG:?where the machine is}
share=$1 limit=$2
shift 2
K=$RIG/kernel/x
KV=$(ls "$K/lib/modules")
# Without KVM on purpose: where /dev/kvm exists but does not work, a guest hangs without a word.
exec timeout "$limit" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m "${MEMORY:-3072}" \
    -display none -monitor none -serial stdio -no-reboot \
    -kernel "$K/boot/vmlinuz-$KV" -initrd "$RIG/initramfs.gz" -append "console=ttyS0 quiet panic=-1 mitigations=off" \
    -fsdev local,id=h,path=/,security_model=none,readonly=on,multidevs=remap -device virtio-9p-pci,fsdev=h,mount_tag=host \
    -fsdev local,id=s,path="$share",security_model=none -device virtio-9p-pci,fsdev=s,mount_tag=share \
    -netdev user,id=n"${FORWARD:+,hostfwd=$FORWARD}" -device virtio-net-pci,netdev=n,romfile= "$@" </dev/null
