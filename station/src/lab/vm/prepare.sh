#!/usr/bin/env bash
# prepare.sh: makes, under $RIG, a virtual machine with a real Linux USB stack from Debian's kernel package: the kernel, its
# modules, and a small initramfs that mounts this machine's root read-only. Nothing is installed into the running system.
set -euo pipefail
RIG=${RIG:?where the machine is made}
die() { echo "usb-lab: $*" >&2; exit 1; }
missing=()
for tool in qemu-system-x86_64 modinfo depmod cpio usbip lsusb sunxi-fel fastboot dfu-util uuu imx_usb bmaptool mkfs.ext4 uhubctl python3 img2simg qemu-system-arm mkimage setpriv sb; do
    command -v "$tool" >/dev/null || missing+=("$tool")
done
[ -x /bin/busybox ] || missing+=(busybox)
[ -x /lib/systemd/systemd-udevd ] || missing+=(systemd-udevd)
[ ${#missing[@]} = 0 ] || die "these programs are missing: ${missing[*]}; install them with: apt-get install --no-install-recommends \
qemu-system-x86 qemu-system-arm u-boot-tools util-linux kmod cpio busybox-static usbip usbutils udev sunxi-tools fastboot dfu-util rkdeveloptool uuu imx-usb-loader bmap-tools e2fsprogs uhubctl python3 android-sdk-libsparse-utils lrzsz"
[ "$(id -u)" = 0 ] || die "the virtual machine shares this machine's files and needs root"

mkdir -p "$RIG/kernel"
if ! ls "$RIG"/kernel/x/boot/vmlinuz-* >/dev/null 2>&1; then
    package=$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image/{print $2; exit}')
    [ -n "$package" ] || die "apt knows no linux-image-amd64: run apt-get update"
    for try in 1 2 3; do
        (cd "$RIG/kernel" && rm -f ./*.deb && apt-get -q download "$package" && dpkg -x linux-image-*.deb x && rm -f ./*.deb) && break
        [ $try != 3 ] || die "the kernel package $package cannot be downloaded"
    done
fi
K=$RIG/kernel/x
KV=$(ls "$K/lib/modules")
depmod -b "$K" "$KV"
D=$RIG/initramfs
rm -rf "$D"
mkdir -p "$D"/{bin,dev,proc,sys,mods,lower,up,root}
cp /bin/busybox "$D/bin/"
needed() {
    local each
    for each in $(modinfo -b "$K" -k "$KV" -F depends "$1" | tr ',' ' '); do needed "$each"; done
    echo "$1"
}
for module in virtio_pci virtio_net 9pnet_virtio 9p overlay xhci-pci usbhid hid-generic usb-storage sd_mod cdc-acm vhci-hcd; do
    needed $module
done | awk '!seen[$0]++' | while read -r module; do
    file=$(modinfo -b "$K" -k "$KV" -n "$module")
    [ -f "$file" ] || continue # built into the kernel
    cp "$file" "$D/mods/"
    basename "$file" >>"$D/mods/order"
done
cat >"$D/init" <<'I'
#!/bin/busybox sh
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for module in $(cat /mods/order); do insmod /mods/$module || echo "module $module failed"; done
mount -t 9p -o trans=virtio,version=9p2000.L,msize=1048576,cache=loose,ro host /lower
mount -t tmpfs -o size=1500m tmpfs /up
mkdir /up/u /up/w
mount -t overlay -o lowerdir=/lower,upperdir=/up/u,workdir=/up/w overlay /root
mkdir -p /root/proc /root/sys /root/dev
mount --move /proc /root/proc
mount --move /sys /root/sys
mount --move /dev /root/dev
mkdir -p /root/dev/pts /root/dev/shm
mount -t devpts devpts /root/dev/pts
mount -t tmpfs shm /root/dev/shm
mount -t tmpfs tmpfs /root/run
mkdir -p /root/run/share
mount -t 9p -o trans=virtio,version=9p2000.L,msize=1048576 share /root/run/share
ifconfig lo 127.0.0.1 up
ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up
route add default gw 10.0.2.2
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
chroot /root /bin/bash /run/share/start.sh
sync
poweroff -f
I
chmod +x "$D/init"
(cd "$D" && find . | cpio -o -H newc --quiet | gzip -1) >"$RIG/initramfs.gz"
