#!/usr/bin/env bash
# read.sh RIG IMAGE TAR [SECONDS]: a Linux kernel of Debian, in a virtual machine, attaches a UBI image as a NAND of the shape of the
# C.H.I.P. Pro's (nandsim), mounts its volume rootfs and packs what it sees, with GNU tar, into TAR. RIG keeps the kernel; it is
# the one of the USB lab's machine when that was made there.
# read.sh RIG IMAGE NAND SECONDS written: the NAND has 160 blocks, Linux writes to the file system, and NAND is what is in the chip
# before anybody unmounts it.
set -euo pipefail
RIG=$(mkdir -p "$1" && cd "$1" && pwd) image=$2 out=$3 seconds=${4:-120} how=${5:-read}
die() { echo "read.sh: $*" >&2; exit 1; }
for tool in qemu-system-x86_64 modinfo cpio ubiattach tar; do
    command -v "$tool" >/dev/null || PATH=$PATH:/usr/sbin command -v "$tool" >/dev/null || die "$tool is missing"
done
mkdir -p "$RIG/kernel"
exec 9>"$RIG/kernel.lock"
flock 9
if ! ls "$RIG"/kernel/x/boot/vmlinuz-* >/dev/null 2>&1; then
    package=$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image/{print $2; exit}')
    [ -n "$package" ] || die "apt knows no linux-image-amd64: run apt-get update"
    for try in 1 2 3; do
        (cd "$RIG/kernel" && rm -f ./*.deb && apt-get -q -o APT::Sandbox::User= download "$package" >apt.log 2>&1 &&
            dpkg -x linux-image-*.deb x && rm -f ./*.deb) && break
        [ $try != 3 ] || die "the kernel package $package cannot be downloaded: $RIG/kernel/apt.log"
    done
fi
K=$RIG/kernel/x
KV=$(ls "$K/lib/modules")
[ -f "$K/lib/modules/$KV/modules.dep" ] || depmod -b "$K" "$KV"
flock -u 9

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
D=$work/initramfs
mkdir -p "$D"/{bin,dev,proc,sys,mods,mnt,lib64}
needed() {
    local each
    for each in $(modinfo -b "$K" -k "$KV" -F depends "$1" | tr ',' ' '); do needed "$each"; done
    echo "$1"
}
for module in virtio_pci virtio_blk nandsim ubi deflate lzo zstd ubifs; do needed $module; done | awk '!seen[$0]++' | while read -r module; do
    file=$(modinfo -b "$K" -k "$KV" -n "$module")
    [ -f "$file" ] || continue # built into the kernel
    cp "$file" "$D/mods/"
    basename "$file" >>"$D/mods/order"
done
cp /bin/busybox "$D/bin/"
for tool in tar ubiattach; do
    file=$(PATH=$PATH:/usr/sbin command -v $tool)
    # Busybox' shell takes its own tar otherwise.
    cp "$file" "$D/bin/${tool/#tar/gnu-tar}"
    ldd "$file" | grep -o '/[^ ]*' | while read -r library; do
        mkdir -p "$D$(dirname "$library")"
        cp -L "$library" "$D$library"
    done
done
cat >"$D/init" <<'I'
#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sys /sys
/bin/busybox mount -t devtmpfs dev /dev
for module in $(/bin/busybox cat /mods/order); do
    case $module in
        # Pages of 4 KiB in blocks of 256 KiB as Toshiba's TC58NVG2S0H has them, from a maker whose 128 spare bytes take Hamming codes:
        # BCH in software, in an emulator, took half an hour for a Debian.
        nandsim.ko)
            [ "$gangway" = written ] && parts=parts=160
            /bin/busybox insmod /mods/$module id_bytes=0x01,0xdc,0x90,0x26,0x54 $parts
            ;;
        *) /bin/busybox insmod /mods/$module ;;
    esac
done
said() { echo "$1 after $(/bin/busybox cut -d' ' -f1 /proc/uptime) s"; }
said started
change() {
    /bin/busybox mount -t ubifs ubi0:rootfs /mnt && said mounted && echo new >/mnt/boot/new &&
        /bin/busybox head -c 3000000 /dev/urandom >/mnt/noise && /bin/busybox rm /mnt/tmp/000 && /bin/busybox sync &&
        echo late | /bin/busybox dd of=/mnt/boot/late conv=fsync && # sync commits, and this is behind it
        /bin/busybox dd if=/dev/mtd0 of=/dev/vdb bs=262144 && said packed
}
pack() {
    /bin/busybox mount -t ubifs -o ro ubi0:rootfs /mnt && said mounted &&
        gnu-tar --create --file=/dev/vdb --directory=/mnt --format=pax --numeric-owner --xattrs --xattrs-include='*' . && said packed
}
/bin/busybox dd if=/dev/vda of=/dev/mtd0 bs=262144 2>/dev/null && said written && ubiattach -m 0 && said attached &&
    if [ "$gangway" = written ]; then change; else pack; fi
/bin/busybox dmesg | /bin/busybox grep -i 'ubi\|nand' | /bin/busybox tail -n 40
/bin/busybox sync
/bin/busybox poweroff -f
I
chmod +x "$D/init"
(cd "$D" && find . | cpio -o -H newc --quiet | gzip -1) >"$work/initramfs.gz"
cp "$image" "$work/in.img"
truncate -s "$(($(stat -c %s "$image") * 8 + (64 << 20)))" "$work/out.img"
timeout "$seconds" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 1024 -display none -monitor none -serial stdio \
    -no-reboot -kernel "$K/boot/vmlinuz-$KV" -initrd "$work/initramfs.gz" -append "console=ttyS0 quiet panic=-1 mitigations=off gangway=$how" \
    -drive file="$work/in.img",format=raw,if=virtio,readonly=on -drive file="$work/out.img",format=raw,if=virtio \
    -nic none </dev/null >"$work/log" 2>&1 || die "the machine did not end well: $(tail -n 40 "$work/log")"
grep -q '^packed' "$work/log" || die "Linux did not read it: $(tail -n 60 "$work/log")"
mv "$work/out.img" "$out"
grep -i 'ubifs\|ubi0\| after ' "$work/log" || true
